import { err, ok } from "../../domain/result.ts";
import { editOf } from "../../domain/task-form/task-form-record.ts";
import { buildNotice } from "../../views/notices.ts";
import { readSaveOver } from "../../views/submissions/outcome.ts";
import { sayInstead, saySent } from "../../views/submissions/working.ts";
import { answerIn, askedByButton, openFetching } from "../changes/ask-change.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendPress } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";
import { openTaskForm } from "../task-form/open-task-form.ts";
import { buildFormOf } from "../task-form/task-form-view.ts";

const GONE = "This form is not yours or is not kept any more. Open a new one with /task create or /task edit.";
const CREATED = "This task exists already: the first attempt was carried out.";

/** Begins what has failed again, as it was. */
export const tryAgain = sendPress({
  async read({ submissions }, { team, person, value: id }) {
    const sent = await submissions.findSent(id, { team, person });
    return sent ? ok({ ...sent, id }) : err(sayInstead("create-task", GONE));
  },
  journal: async ({ submissions }, { id }, owed) => (await submissions.retry(id, owed))?.begun ?? "done",
  working: ({ kind, subject }, begun) => saySent(kind, subject, begun, kind === "create-task" ? CREATED : undefined),
  run: ({ submissions }: Pick<UseCases, "submissions">, { id }) => submissions.carryOut(id),
});

/** Saves an edit over what somebody else has changed meanwhile, as the lead has been shown it. */
export const saveOver = sendPress({
  async read({ forms }, { team, person, value }) {
    const chosen = readSaveOver(value);
    const record = await forms.load({ draft: chosen?.submission ?? "", team, person });
    const edit = record && editOf(record);
    if (!chosen || !edit) return err(sayInstead("edit-task", GONE));
    return ok({ id: chosen.submission, payload: { ...edit, ...(chosen.seen !== "" && { seen: chosen.seen }) } });
  },
  journal: ({ submissions }, edit, owed) => submissions.begin("edit-task", { ...owed, ...edit }),
  working: ({ payload }, begun) => saySent("edit-task", payload.task.name, begun),
  run: ({ submissions }: Pick<UseCases, "submissions">, { id }) => submissions.carryOut(id),
});

/** Shows the form again, with everything that was typed. */
export async function backToForm(
  useCases: Pick<UseCases, "forms" | "changes" | "rights" | "newId" | "log">,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const { forms, changes } = useCases;
  const { team, person } = actorOf(body);
  const draft = action.value ?? "";
  const owner = { draft, team, person };
  const tell = (notice: ReturnType<typeof buildNotice>) => respond({ ...notice, replace_original: false });
  const record = await forms.load(owner);
  if (!record) {
    if (body.view) await answerIn(client, body.view.id, "Task", GONE);
    else await tell(buildNotice(GONE));
  } else if (record.edited) {
    const viewId = body.view?.id ?? (await openFetching(useCases, askedByButton(body, client, respond), "Edit task"));
    if (viewId === undefined) return;
    const renewed = await changes.renew({ team, person }, record);
    await forms.save(owner, renewed);
    await updateWindow(client, viewId, buildFormOf(draft, renewed, forms.otherSide));
  } else if (body.view) {
    await updateWindow(client, body.view.id, buildFormOf(draft, record, forms.otherSide));
  } else {
    await openTaskForm(useCases, {
      client,
      triggerId: body.trigger_id,
      team,
      person,
      draft: { id: draft, record },
      tell,
    });
  }
}
