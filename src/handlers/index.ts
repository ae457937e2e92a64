import type { App } from "@slack/bolt";
import { EXPORT } from "../views/cards/export-modal.ts";
import { CARD, CARD_MENU } from "../views/cards/ids.ts";
import { PACE } from "../views/cards/pace-blocks.ts";
import { SHARE } from "../views/cards/share-modal.ts";
import { CHANGE_MODAL } from "../views/changes/change-modals.ts";
import { HAND_OVER } from "../views/changes/hand-over-modals.ts";
import { CHANNEL } from "../views/channels/ids.ts";
import { COMMAND } from "../views/command-button.ts";
import { MISSING } from "../views/elsewhere/missing-message.ts";
import { REMIND } from "../views/follow/remind-modal.ts";
import { HISTORY } from "../views/history/history-list.ts";
import { HOME } from "../views/home/app-home.ts";
import { ANSWER } from "../views/labeling/answer-block.ts";
import { LABEL } from "../views/labeling/label-window.ts";
import { ELSEWHERE } from "../views/labeling/no-hand.ts";
import { QUESTION } from "../views/labeling/question-windows.ts";
import { LIST } from "../views/lists/task-list.ts";
import { NOTICE } from "../views/notices.ts";
import { FEEDBACK } from "../views/people/feedback.ts";
import { LINK_MODAL } from "../views/people/link-modal.ts";
import { REVIEW } from "../views/review/review-window.ts";
import { SETTINGS } from "../views/settings/settings-fields.ts";
import { OUTCOME } from "../views/submissions/outcome.ts";
import { FIELD, TASK_FORM } from "../views/task-form/ids.ts";
import { WHY } from "../views/why/why-button.ts";
import { CONNECT } from "../views/workspaces/connect-modal.ts";
import { askExport, exportResults } from "./cards/export-results.ts";
import { chooseFromMenu, pressVerb } from "./cards/press-verb.ts";
import { shareCard, shareInChannel } from "./cards/share-card.ts";
import { showDisagreement } from "./cards/show-disagreement.ts";
import { openCard, openProgress, refreshCard, refreshProgress } from "./cards/show-task.ts";
import { unfurlLinks } from "./cards/unfurl-links.ts";
import { assignPeople, changeDivision, confirmDivision, pickPeople } from "./changes/assign-people.ts";
import { closeTask, confirmClosing } from "./changes/close-task.ts";
import { confirmDeletion, deleteOthers } from "./changes/delete-tasks.ts";
import { handOver, pickWorker } from "./changes/hand-over.ts";
import { askKinds, askLeadKinds, saveKinds, unfollowLead, unfollowTask } from "./channels/change-following.ts";
import { type BoundaryContext, registerErrorBoundary } from "./delivery/boundary.ts";
import { type Dispatching, registerDispatch } from "./delivery/dispatch.ts";
import { decideMissing } from "./elsewhere/decide-missing.ts";
import { confirmReminding } from "./follow/remind-workers.ts";
import { saveHistory, turnHistory } from "./history/show-history.ts";
import { inHome, refreshHome, showHome } from "./home/app-home.ts";
import { startLabeling } from "./labeling/begin-labeling.ts";
import {
  closeLabeling,
  followLink,
  goToPage,
  showInstructions,
  skipInput,
  submitLabel,
  suggestAnswers,
  undoLast,
} from "./labeling/label.ts";
import { askAbout, openQuestion, sendAnswer, sendQuestion } from "./labeling/questions.ts";
import { shareList, turnPage } from "./lists/list-tasks.ts";
import { sendFeedback } from "./people/give-feedback.ts";
import { forgetKey, linkAccount, linkFromForm, linkOwn, openLinkModal } from "./people/link-account.ts";
import { noteJoined } from "./people/note-joined.ts";
import { approveAll, goToReviewPage, rejectAll, saveReview, startReview } from "./review/review.ts";
import { changeSettings, saveSettings } from "./settings/change-settings.ts";
import { openSettings } from "./settings/open-settings.ts";
import type { HandlerTable } from "./shared/handler.ts";
import { backToForm, saveOver, tryAgain } from "./submissions/follow-outcome.ts";
import { suggestAccounts, suggestConcepts, suggestDatasets, suggestGroups, suggestSavedSearches } from "./suggest.ts";
import { runCommand, taskCommand } from "./task-command.ts";
import { changeTaskForm } from "./task-form/change-task-form.ts";
import { createFromMessage } from "./task-form/create-from-message.ts";
import { createTask } from "./task-form/create-task.ts";
import { editTask, saveEdit } from "./task-form/edit-task.ts";
import { chooseCreate, openAgain, openTaskForm } from "./task-form/open-task-form.ts";
import { closeTaskForm, continueUnsent } from "./task-form/unsent-form.ts";
import { explainWhy } from "./why/explain-why.ts";
import { connectAccount, connectFromButton, disconnectAccount } from "./workspaces/connect-account.ts";

/** Everything that a person can do, and all that Slack may send: what is in no row is refused. The verbs of `/task` stand in task-verbs.ts, and what tells of the app's end in delivery/ends.ts. */
export const HANDLERS = {
  commands: { "/task": taskCommand },
  shortcuts: { create_task: chooseCreate },
  messageShortcuts: { create_task_from_message: createFromMessage },
  forms: {
    [TASK_FORM.create]: createTask,
    [TASK_FORM.edit]: saveEdit,
    [CHANGE_MODAL.close]: confirmClosing,
    [CHANGE_MODAL.pickPeople]: pickPeople,
    [CHANGE_MODAL.assign]: confirmDivision,
    [HAND_OVER.pick]: pickWorker,
    [HAND_OVER.confirm]: confirmDivision,
    [CHANGE_MODAL.remove]: confirmDeletion,
    [EXPORT.view]: exportResults,
    [REMIND.view]: confirmReminding,
    [SHARE.view]: shareInChannel,
    [CHANNEL.window]: saveKinds,
    [LINK_MODAL.view]: linkAccount,
    [SETTINGS.view]: saveSettings,
    [SETTINGS.olderView]: saveSettings,
    [CONNECT.view]: connectAccount,
    [FEEDBACK.window]: sendFeedback,
    [LABEL.window]: submitLabel,
    [QUESTION.ask]: sendQuestion,
    [QUESTION.answer]: sendAnswer,
    [REVIEW.window]: saveReview,
  },
  closings: {
    [LABEL.window]: closeLabeling,
    [TASK_FORM.create]: closeTaskForm,
    [TASK_FORM.edit]: closeTaskForm,
  },
  options: {
    [ANSWER.concept]: suggestAnswers,
    [FIELD.concepts]: suggestConcepts,
    [FIELD.dataset]: suggestDatasets,
    [FIELD.savedSearch]: suggestSavedSearches,
    [FIELD.workerGroups]: suggestGroups,
    [FIELD.reviewerGroups]: suggestGroups,
    [LINK_MODAL.account]: suggestAccounts,
  },
  buttons: {
    [HOME.create]: inHome(openTaskForm),
    [HOME.settings]: inHome(openSettings),
    [HOME.link]: inHome(openLinkModal),
    [HOME.connect]: connectFromButton,
    [HOME.refresh]: refreshHome,
    [LABEL.start]: startLabeling,
    [LABEL.skip]: skipInput,
    [LABEL.undo]: undoLast,
    [LABEL.ask]: askAbout,
    [QUESTION.open]: openQuestion,
    [LABEL.instructions]: showInstructions,
    [LABEL.page]: goToPage,
    [LABEL.openPage]: followLink,
    [REVIEW.start]: startReview,
    [REVIEW.page]: goToReviewPage,
    [REVIEW.approveAll]: approveAll,
    [REVIEW.rejectAll]: rejectAll,
    [ELSEWHERE]: followLink,
    [CONNECT.open]: connectFromButton,
    [CONNECT.disconnect]: disconnectAccount,
    [LINK_MODAL.open]: linkOwn,
    [LINK_MODAL.forgetKey]: forgetKey,
    [LIST.previous]: turnPage,
    [LIST.next]: turnPage,
    [LIST.share]: shareList,
    [HISTORY.newest]: turnHistory,
    [HISTORY.older]: turnHistory,
    [HISTORY.save]: saveHistory,
    [CARD.open]: openCard,
    [CARD.progress]: openProgress,
    [EXPORT.start]: askExport,
    [PACE.disagreement]: showDisagreement,
    [CARD.refresh]: refreshCard,
    [CARD.refreshProgress]: refreshProgress,
    [CARD.share]: shareCard,
    [CHANNEL.kinds]: askKinds,
    [CHANNEL.leadKinds]: askLeadKinds,
    [CHANNEL.unfollow]: unfollowTask,
    [CHANNEL.unfollowLead]: unfollowLead,
    [CARD.edit]: pressVerb(editTask),
    [CARD.assign]: pressVerb(assignPeople),
    [CARD.handOver]: pressVerb(handOver),
    [CARD.close]: pressVerb(closeTask),
    [TASK_FORM.link]: linkFromForm,
    [TASK_FORM.continue]: continueUnsent,
    [TASK_FORM.discard]: changeTaskForm,
    [TASK_FORM.more]: changeTaskForm,
    [TASK_FORM.fewer]: changeTaskForm,
    [NOTICE.openAgain]: openAgain,
    [MISSING.tell]: decideMissing("tell"),
    [MISSING.keepQuiet]: decideMissing("keep-quiet"),
    [OUTCOME.tryAgain]: tryAgain,
    [OUTCOME.backToForm]: backToForm,
    [OUTCOME.saveOver]: saveOver,
    [OUTCOME.deleteOthers]: deleteOthers,
    [COMMAND.family]: runCommand,
    [WHY.family]: explainWhy,
  },
  menus: { [CARD_MENU.family]: chooseFromMenu },
  fields: {
    [TASK_FORM.fields]: changeTaskForm,
    [SETTINGS.fields]: changeSettings,
    [CHANGE_MODAL.division]: changeDivision,
  },
  events: {
    app_home_opened: showHome,
    link_shared: unfurlLinks,
    subteam_members_changed: noteJoined,
  },
} as const satisfies HandlerTable;

/** Brings the table before Bolt, with the one way of every delivery to its row, and the one boundary for what nobody expected. */
export function registerHandlers(app: App, deps: BoundaryContext & Dispatching): void {
  registerErrorBoundary(app, deps);
  registerDispatch(app, HANDLERS, deps);
}
