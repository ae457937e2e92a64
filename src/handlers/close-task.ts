import type { App } from "@slack/bolt";
import { shownName } from "../domain/fold-name.ts";
import { paragraph } from "../views/blocks.ts";
import { buildCloseModal, CHANGE_MODAL, readCloseModal, readTaskMetadata } from "../views/change-modals.ts";
import { UNKNOWN_FORM } from "../views/notices.ts";
import { statusView } from "../views/status-view.ts";
import { buildSentView, buildWorkingView } from "../views/submissions/working.ts";
import { STATUS_WORDS } from "../views/words.ts";
import { answerIn, askedByVerb, openFetching } from "./shared/ask-change.ts";
import { ownerOf } from "./shared/form-owner.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { TaskVerb } from "./shared/verb.ts";
import { showWorking, updateWindow } from "./shared/window.ts";

/** `/task close`: asks whether the task is done or will not be done. */
export const closeTask: TaskVerb = async (context, request) => {
  const { team, person, taskId, client } = request;
  const viewId = await openFetching(context, askedByVerb(request), "Close task");
  if (viewId === undefined) return;
  const found = await context.changes.openStatus({ team, person, taskId });
  if (!found.ok) return answerIn(client, viewId, "Close task", found.error);
  const { status } = found.value;
  const name = shownName(found.value);
  if (status === "DONE" || status === "WONT_DO") {
    const text = `“${name}” is closed already (${STATUS_WORDS[status].toLowerCase()}). /task reopen opens it again.`;
    return answerIn(client, viewId, "Close task", text);
  }
  await updateWindow(client, viewId, buildCloseModal({ taskId, taskName: name }));
};

/** `/task reopen`: nothing is left to ask, so it is done at once. */
export const reopenTask: TaskVerb = async (context, request) => {
  const { team, person, taskId, client } = request;
  const { submissions } = context;
  const viewId = await openFetching(context, askedByVerb(request), "Reopen task");
  if (viewId === undefined) return;
  const found = await context.changes.openStatus({ team, person, taskId });
  if (!found.ok) return answerIn(client, viewId, "Reopen task", found.error);
  const { status } = found.value;
  const taskName = shownName(found.value);
  if (status === "IN_PROGRESS") return answerIn(client, viewId, "Reopen task", `“${taskName}” is open already.`);
  const id = context.newId();
  const payload = { taskId, taskName, status: "IN_PROGRESS" as const };
  await submissions.begin("set-status", { id, team, person, viewId, payload, fulfils: request.fulfils });
  await showWorking(context, () => updateWindow(client, viewId, buildWorkingView("set-status", taskName)));
  await submissions.carryOut(id);
};

/** The submission of the window that asks how to close. */
export function registerCloseTask(app: App, context: HandlerContext): void {
  app.view({ type: "view_submission", callback_id: CHANGE_MODAL.close }, async ({ ack, body, view }) => {
    const task = readTaskMetadata(view.private_metadata);
    if (!task) {
      await ack({ response_action: "update", view: statusView("Close task", [paragraph(UNKNOWN_FORM)]) });
      return;
    }
    const { submissions } = context;
    const { team, person } = ownerOf("", body);
    // One window closes one task once: the window is the submission.
    const id = `close:${view.id}`;
    const payload = { ...task, status: readCloseModal(view.state.values) };
    const begun = await submissions.begin("set-status", { id, team, person, viewId: view.id, payload });
    await ack({ response_action: "update", view: buildSentView("set-status", task.taskName, begun) });
    if (begun === "begun") await submissions.carryOut(id);
  });
}
