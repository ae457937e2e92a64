import type { App, BlockButtonAction } from "@slack/bolt";
import { editOf } from "../domain/task-form/task-form-record.ts";
import { buildNotice } from "../views/notices.ts";
import { OUTCOME, readSaveOver } from "../views/submissions/outcome.ts";
import { buildAnswerView, buildWorkingView, DONE_ALREADY, workingText } from "../views/submissions/working.ts";
import { openTaskForm } from "./open-task-form.ts";
import { answerIn, askedByButton, openFetching } from "./shared/ask-change.ts";
import { ownerOf } from "./shared/form-owner.ts";
import { requestIdOf } from "./shared/request-id.ts";
import { buildFormOf } from "./shared/task-form-view.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import { showWorking, updateWindow } from "./shared/window.ts";

const GONE = "This form is not yours or is not kept any more. Open a new one with /task create or /task edit.";
const CREATED = "This task exists already: the first attempt was carried out.";

/** What a lead can do after a submission that failed: try again, go back to the form with everything that was typed, or insist. */
export function registerFollowOutcome(app: App, context: HandlerContext): void {
  const { submissions, forms, changes } = context;

  app.action<BlockButtonAction>(OUTCOME.tryAgain, async ({ ack, action, body, client, respond }) => {
    await ack();
    const id = action.value ?? "";
    const viewId = body.view?.id;
    const fulfils = requestIdOf({ ...body });
    const retried = await submissions.retry(id, { ...ownerOf(id, body), viewId: viewId ?? "", fulfils });
    const kind = retried?.kind ?? "create-task";
    const done = kind === "create-task" ? CREATED : DONE_ALREADY;
    const answer = !retried ? GONE : retried.begun === "done" ? done : undefined;
    const subject = retried?.subject ?? "";
    await showWorking(context, () =>
      viewId === undefined
        ? respond({ ...buildNotice(answer ?? workingText(kind, subject)), replace_original: true })
        : updateWindow(client, viewId, answer ? buildAnswerView(kind, answer) : buildWorkingView(kind, subject)),
    );
    if (retried?.begun === "begun") await submissions.carryOut(id);
  });

  app.action<BlockButtonAction>(OUTCOME.backToForm, async ({ ack, action, body, client, respond }) => {
    await ack();
    const owner = ownerOf(action.value ?? "", body);
    const { team, person, draft } = owner;
    const tell = (notice: ReturnType<typeof buildNotice>) => respond({ ...notice, replace_original: false });
    const record = await forms.load(owner);
    if (!record) {
      if (body.view) await answerIn(client, body.view.id, "Task", GONE);
      else await tell(buildNotice(GONE));
    } else if (record.edited) {
      const viewId = body.view?.id ?? (await openFetching(context, askedByButton(body, client, respond), "Edit task"));
      if (viewId === undefined) return;
      const renewed = await changes.renew({ team, person }, record);
      await forms.save(owner, renewed);
      await updateWindow(client, viewId, buildFormOf(draft, renewed, forms.otherSide));
    } else if (body.view) {
      await updateWindow(client, body.view.id, buildFormOf(draft, record, forms.otherSide));
    } else {
      const triggerId = body.trigger_id;
      await openTaskForm(context, { client, triggerId, team, person, draft: { id: draft, record }, tell });
    }
  });

  app.action<BlockButtonAction>(OUTCOME.saveOver, async ({ ack, action, body, client, respond }) => {
    await ack();
    const chosen = readSaveOver(action.value ?? "");
    const owner = ownerOf(chosen?.submission ?? "", body);
    const record = await forms.load(owner);
    const edit = record && editOf(record);
    const viewId = body.view?.id ?? "";
    const say = async (text: string): Promise<void> => {
      if (viewId === "") await respond({ ...buildNotice(text), replace_original: true });
      else await answerIn(client, viewId, "Edit task", text);
    };
    if (!chosen || !edit) return say(GONE);
    const { draft: id, team, person } = owner;
    const payload = { ...edit, ...(chosen.seen !== "" && { seen: chosen.seen }) };
    const fulfils = requestIdOf({ ...body });
    const begun = await submissions.begin("edit-task", { id, team, person, viewId, payload, fulfils });
    const news = begun === "done" ? DONE_ALREADY : workingText("edit-task", edit.task.name);
    await showWorking(context, () => say(news));
    if (begun === "begun") await submissions.carryOut(id);
  });
}
