import { nameIn } from "../../domain/people/person.ts";
import { err, ok } from "../../domain/result.ts";
import { changedParts } from "../../domain/task-form/form-changes.ts";
import { withoutNewGroups } from "../../domain/task-form/group-members.ts";
import { parseTaskEdit } from "../../domain/task-form/task-edit.ts";
import { editOf } from "../../domain/task-form/task-form-record.ts";
import { sayInstead, sayWorking } from "../../views/submissions/working.ts";
import { answerIn, askedByVerb, openFetching } from "../changes/ask-change.ts";
import { readOwner } from "../shared/actor.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { updateWindow } from "../shared/window.ts";
import { keepRefusedForm, placeErrors, readForm } from "./sent-form.ts";
import { buildFormOf } from "./task-form-view.ts";

const TITLE = "Edit task";
const NOT_KEPT = "This form is not kept any more. Open it again with /task edit.";

type Opens = Pick<UseCases, "changes" | "forms" | "newId" | "log">;

/** `/task edit`: the form, filled from the task as it is now. */
export async function editTask(useCases: Opens, request: TaskRequest): Promise<void> {
  const { changes, forms } = useCases;
  const { team, person, client, taskId } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), TITLE);
  if (viewId === undefined) return;
  const opened = await changes.openEdit({ team, person, taskId });
  if (!opened.ok) return answerIn(client, viewId, TITLE, opened.error);
  const draft = useCases.newId();
  const record = await forms.offerUnsent({ team, person }, opened.value);
  await forms.save({ draft, team, person }, record);
  await updateWindow(client, viewId, buildFormOf(draft, record, forms.otherSide));
}

/** The form of a task that is changed, as it is sent. */
export const saveEdit = sendForm({
  async read(local, { team, person, view }) {
    local.formUpdates.supersede(view.id);
    const owner = readOwner(view, { team, person });
    const earlier = owner && (await local.forms.load(owner));
    if (!owner || !earlier?.edited) {
      local.log.warn({ view: view.id, person }, "a form that is not kept was refused");
      return err({ title: TITLE, text: NOT_KEPT });
    }
    const { before, task } = earlier.edited;
    const { values, unknown } = withoutNewGroups(
      earlier.values,
      await readForm(local, team, view.state.values, earlier.values),
    );
    const record = { ...earlier, values };
    const { accounts, whyNone = {} } = record;
    const facts = { nameOf: nameIn(record.names), accounts, whyNone, otherSide: local.forms.otherSide };
    const edit = parseTaskEdit(before, values, facts);
    if (!edit.ok || unknown.length > 0)
      return err({
        errors: placeErrors([...(edit.ok ? [] : edit.error), ...unknown], view.state.values),
        afterwards: (useCases, client) => keepRefusedForm(useCases, { client, view, owner, record }),
      });
    const payload = editOf(record);
    if (payload && changedParts(before, values).length > 0) return ok({ owner, record, payload });
    return err(sayInstead("edit-task", `You changed nothing of “${task.name}”, so there is nothing to save.`));
  },
  journal: ({ submissions }, { owner, payload }, owed) =>
    submissions.begin("edit-task", { ...owed, id: owner.draft, payload }),
  working({ payload: { task } }, begun) {
    if (begun !== "done") return sayWorking("edit-task", task.name);
    return sayInstead("edit-task", `“${task.name}” was saved from this form already. Open it again with /task edit.`);
  },
  async run({ forms, submissions }: Pick<UseCases, "forms" | "submissions">, { owner, record }) {
    await forms.save(owner, record);
    await submissions.carryOut(owner.draft);
  },
});
