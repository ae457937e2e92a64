import { shownName } from "../../domain/fold-name.ts";
import { err, ok } from "../../domain/result.ts";
import { buildCloseModal, readCloseModal, readTaskMetadata } from "../../views/changes/change-modals.ts";
import { unknownForm } from "../../views/notices.ts";
import { saySent } from "../../views/submissions/working.ts";
import { STATUS_WORDS } from "../../views/words.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { updateWindow } from "../shared/window.ts";
import { answerIn, askedByVerb, openFetching } from "./ask-change.ts";
import { beginInWindow } from "./begin-in-window.ts";

/** `/task close`: asks whether the task is done or will not be done. */
export async function closeTask(useCases: Pick<UseCases, "changes" | "log">, request: TaskRequest): Promise<void> {
  const { team, person, taskId, client } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), "Close task");
  if (viewId === undefined) return;
  const found = await useCases.changes.openStatus({ team, person, taskId });
  if (!found.ok) return answerIn(client, viewId, "Close task", found.error);
  const { status } = found.value;
  const name = shownName(found.value);
  if (status === "DONE" || status === "WONT_DO") {
    const text = `“${name}” is closed already (${STATUS_WORDS[status].toLowerCase()}). /task reopen opens it again.`;
    return answerIn(client, viewId, "Close task", text);
  }
  await updateWindow(client, viewId, buildCloseModal({ taskId, taskName: name }));
}

/** `/task reopen`: nothing is left to ask, so it is done at once. */
export async function reopenTask(
  useCases: Pick<UseCases, "changes" | "submissions" | "newId" | "log">,
  request: TaskRequest,
): Promise<void> {
  const { team, person, taskId, client, fulfils } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), "Reopen task");
  if (viewId === undefined) return;
  const found = await useCases.changes.openStatus({ team, person, taskId });
  if (!found.ok) return answerIn(client, viewId, "Reopen task", found.error);
  const { status } = found.value;
  const taskName = shownName(found.value);
  if (status === "IN_PROGRESS") return answerIn(client, viewId, "Reopen task", `“${taskName}” is open already.`);
  const payload = { taskId, taskName, status: "IN_PROGRESS" as const };
  const submission = { id: useCases.newId(), team, person, viewId, payload, fulfils };
  await beginInWindow(useCases, client, { kind: "set-status", subject: taskName, submission });
}

/** The answer to how a task is to be closed. */
export const confirmClosing = sendForm({
  async read(_local, { view }) {
    const task = readTaskMetadata(view.private_metadata);
    if (!task) return err({ title: "Close task", text: unknownForm("/task close") });
    // One window closes one task once: the window is the submission.
    return ok({ id: `close:${view.id}`, payload: { ...task, status: readCloseModal(view.state.values) } });
  },
  journal: ({ submissions }, closing, owed) => submissions.begin("set-status", { ...owed, ...closing }),
  working: ({ payload }, begun) => saySent("set-status", payload.taskName, begun),
  run: ({ submissions }: Pick<UseCases, "submissions">, { id }) => submissions.carryOut(id),
});
