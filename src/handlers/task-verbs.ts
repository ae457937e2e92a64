import type { VerbName } from "../views/help.ts";
import { showProgress, showTask } from "./cards/show-task.ts";
import { assignPeople } from "./changes/assign-people.ts";
import { closeTask, reopenTask } from "./changes/close-task.ts";
import { deleteTasks } from "./changes/delete-tasks.ts";
import { handOver } from "./changes/hand-over.ts";
import { followInChannel } from "./channels/follow-task.ts";
import { showHistory } from "./history/show-history.ts";
import { labelTask } from "./labeling/begin-labeling.ts";
import { listTasks } from "./lists/list-tasks.ts";
import { openFeedback } from "./people/give-feedback.ts";
import { openLinkModal } from "./people/link-account.ts";
import { reviewTask } from "./review/review.ts";
import { openSettings } from "./settings/open-settings.ts";
import { onTask } from "./shared/on-task.ts";
import type { Verb, VerbRequest } from "./shared/verb.ts";
import { editTask } from "./task-form/edit-task.ts";
import { openTaskForm } from "./task-form/open-task-form.ts";
import { openConnect } from "./workspaces/connect-account.ts";

/** The verbs of `/task`; `help` is answered in the ack. */
export const VERBS: Readonly<Record<Exclude<VerbName, "help">, Verb>> = {
  create: answering(openTaskForm),
  list: listTasks(),
  mine: listTasks("mine"),
  reviews: listTasks("reviews"),
  show: onTask("show", showTask),
  progress: onTask("progress", showProgress),
  follow: followInChannel,
  edit: onTask("edit", editTask),
  label: onTask("label", labelTask, { whereNoneIsNamed: listTasks("mine") }),
  review: onTask("review", reviewTask, { whereNoneIsNamed: listTasks("reviews") }),
  assign: onTask("assign", assignPeople, { takesHandles: true }),
  handover: onTask("handover", handOver),
  close: onTask("close", closeTask),
  reopen: onTask("reopen", reopenTask),
  delete: deleteTasks,
  history: showHistory,
  link: answering(openLinkModal),
  connect: answering(openConnect),
  settings: answering(openSettings),
  feedback: openFeedback,
};

/** What opens a window, as a verb: what cannot be shown in it is told where the command was typed. */
function answering<Takes>(
  open: (useCases: Takes, request: VerbRequest & { readonly tell: VerbRequest["respond"] }) => Promise<void>,
) {
  return (useCases: Takes, request: VerbRequest): Promise<void> =>
    open(useCases, { ...request, tell: request.respond });
}
