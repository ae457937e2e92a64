import type { App } from "@slack/bolt";
import { HOME } from "../views/app-home.ts";
import { CHANGE_MODAL } from "../views/change-modals.ts";
import { LINK_MODAL } from "../views/link-modal.ts";
import { NOTICE } from "../views/notices.ts";
import { SETTINGS } from "../views/settings-modal.ts";
import { SHARE } from "../views/share-modal.ts";
import { STATUS_VIEW } from "../views/status-view.ts";
import { OUTCOME } from "../views/submissions/outcome.ts";
import { CARD, CARD_VIEW } from "../views/task-card.ts";
import { FIELD, TASK_FORM } from "../views/task-form/ids.ts";
import { LIST } from "../views/task-list.ts";
import { PICKER } from "../views/task-picker.ts";
import { registerAppHome } from "./app-home.ts";
import { registerAssignPeople } from "./assign-people.ts";
import { registerChangeSettings } from "./change-settings.ts";
import { registerChangeTaskForm } from "./change-task-form.ts";
import { registerCloseTask } from "./close-task.ts";
import { MESSAGE_SHORTCUT, registerCreateFromMessage } from "./create-from-message.ts";
import { CREATE_SHORTCUT, registerCreateTask } from "./create-task.ts";
import { registerDeleteTasks } from "./delete-tasks.ts";
import { registerErrorBoundary, registerUnknownIds } from "./delivery/boundary.ts";
import { registerGate } from "./delivery/gate.ts";
import { registerOnce } from "./delivery/once.ts";
import { registerEditTask } from "./edit-task.ts";
import { registerFollowOutcome } from "./follow-outcome.ts";
import { registerForgetWorkspace } from "./forget-workspace.ts";
import { registerLinkAccount } from "./link-account.ts";
import { registerListTasks } from "./list-tasks.ts";
import { registerShareCard } from "./share-card.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import { registerShowTask } from "./show-task.ts";
import { registerSuggest } from "./suggest.ts";
import { registerTaskCommand, TASK_COMMAND } from "./task-command.ts";
import { registerUnfurlLinks } from "./unfurl-links.ts";

/** Every id that Slack may send us. A test compares it with the manifest and with what the views carry. */
export const KNOWN_IDS = {
  commands: [TASK_COMMAND],
  shortcuts: [CREATE_SHORTCUT, MESSAGE_SHORTCUT],
  views: [
    TASK_FORM.create,
    TASK_FORM.edit,
    CHANGE_MODAL.remove,
    CHANGE_MODAL.close,
    CHANGE_MODAL.pickPeople,
    CHANGE_MODAL.assign,
    LINK_MODAL.view,
    STATUS_VIEW,
    CARD_VIEW,
    SHARE.view,
    SETTINGS.view,
  ],
  options: [FIELD.concepts, FIELD.dataset, FIELD.savedSearch, LINK_MODAL.account],
  buttons: [
    ...Object.values(LIST),
    ...Object.values(CARD),
    ...Object.values(HOME),
    ...Object.values(OUTCOME),
    TASK_FORM.link,
    NOTICE.openAgain,
  ],
  isAction: (id: string): boolean =>
    id.startsWith("task_form:") ||
    SETTINGS.isField(id) ||
    PICKER.pattern.test(id) ||
    KNOWN_IDS.buttons.some((button) => button === id),
} as const;

export type KnownIds = {
  readonly views: readonly string[];
  readonly shortcuts: readonly string[];
  readonly options: readonly string[];
  isAction(id: string): boolean;
};

/** The table of contents: everything that a person can do. */
export function registerHandlers(app: App, context: HandlerContext): void {
  registerErrorBoundary(app, context);
  registerOnce(app, context);
  registerGate(app, context);
  registerUnknownIds(app, KNOWN_IDS, context);
  registerTaskCommand(app, context);
  registerCreateTask(app, context);
  registerChangeTaskForm(app, context);
  registerSuggest(app, context);
  registerFollowOutcome(app, context);
  registerEditTask(app, context);
  registerAssignPeople(app, context);
  registerCloseTask(app, context);
  registerDeleteTasks(app, context);
  registerLinkAccount(app, context);
  registerListTasks(app, context);
  registerShowTask(app, context);
  registerShareCard(app, context);
  registerUnfurlLinks(app, context);
  registerCreateFromMessage(app, context);
  registerAppHome(app, context);
  registerChangeSettings(app, context);
  registerForgetWorkspace(app, context);
}
