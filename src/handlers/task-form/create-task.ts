import { nameIn } from "../../domain/people/person.ts";
import { err, ok } from "../../domain/result.ts";
import { withoutNewGroups } from "../../domain/task-form/group-members.ts";
import { parseTaskDraft } from "../../domain/task-form/task-draft.ts";
import { inputsOf } from "../../domain/task-form/task-form-record.ts";
import { unknownForm } from "../../views/notices.ts";
import { sayWorking } from "../../views/submissions/working.ts";
import { readOwner } from "../shared/actor.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { keepRefusedForm, placeErrors, readForm } from "./sent-form.ts";

/** The form of a new task, as it is sent. */
export const createTask = sendForm({
  async read(local, { team, person, view }) {
    local.formUpdates.supersede(view.id);
    const owner = readOwner(view, { team, person });
    const earlier = owner && (await local.forms.load(owner));
    if (!owner || !earlier) {
      local.log.warn({ view: view.id, person }, "a form with metadata that is not its own was refused");
      return err({ title: "Form not known", text: unknownForm("/task create") });
    }
    const { values, unknown } = withoutNewGroups(
      earlier.values,
      await readForm(local, team, view.state.values, earlier.values),
    );
    const record = { ...earlier, values, strategyChosen: true, perInputChosen: true };
    const draft = parseTaskDraft(values, {
      nameOf: nameIn(record.names),
      accounts: record.accounts,
      ...(record.whyNone && { whyNone: record.whyNone }),
      otherSide: local.forms.otherSide,
    });
    if (draft.ok && unknown.length === 0) return ok({ owner, record, draft: draft.value });
    return err({
      errors: placeErrors([...(draft.ok ? [] : draft.error), ...unknown], view.state.values),
      afterwards: (useCases, client) => keepRefusedForm(useCases, { client, view, owner, record }),
    });
  },
  journal({ submissions }, { owner, record, draft }, owed) {
    const { accounts, names, source } = record;
    const payload = { draft, accounts, names, inputs: inputsOf(record) ?? null, ...(source && { source }) };
    return submissions.begin("create-task", { ...owed, id: owner.draft, payload });
  },
  working({ draft: { name } }, begun) {
    if (begun !== "done") return sayWorking("create-task", name);
    const text = `“${name}” was created from this form already. Open a new one with /task create.`;
    return { title: "Task created", text };
  },
  async run({ forms, submissions }: Pick<UseCases, "forms" | "submissions">, { owner, record }) {
    await forms.save(owner, record);
    await submissions.carryOut(owner.draft);
  },
});
