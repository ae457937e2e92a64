import type { HANDLERS } from "../../../src/handlers/index.ts";
import { EXPORT } from "../../../src/views/cards/export-modal.ts";
import { CARD } from "../../../src/views/cards/ids.ts";
import { PACE } from "../../../src/views/cards/pace-blocks.ts";
import { SHARE } from "../../../src/views/cards/share-modal.ts";
import { CHANGE_MODAL } from "../../../src/views/changes/change-modals.ts";
import { HAND_OVER } from "../../../src/views/changes/hand-over-modals.ts";
import { CHANNEL } from "../../../src/views/channels/ids.ts";
import { COMMAND } from "../../../src/views/command-button.ts";
import { MISSING } from "../../../src/views/elsewhere/missing-message.ts";
import { REMIND } from "../../../src/views/follow/remind-modal.ts";
import type { VerbName } from "../../../src/views/help.ts";
import { HISTORY } from "../../../src/views/history/history-list.ts";
import { HOME } from "../../../src/views/home/app-home.ts";
import { LABEL } from "../../../src/views/labeling/label-window.ts";
import { ELSEWHERE } from "../../../src/views/labeling/no-hand.ts";
import { QUESTION } from "../../../src/views/labeling/question-windows.ts";
import { LIST } from "../../../src/views/lists/task-list.ts";
import { NOTICE } from "../../../src/views/notices.ts";
import { FEEDBACK } from "../../../src/views/people/feedback.ts";
import { LINK_MODAL } from "../../../src/views/people/link-modal.ts";
import { REVIEW } from "../../../src/views/review/review-window.ts";
import { SETTINGS } from "../../../src/views/settings/settings-fields.ts";
import { OUTCOME } from "../../../src/views/submissions/outcome.ts";
import { TASK_FORM } from "../../../src/views/task-form/ids.ts";
import { WHY } from "../../../src/views/why/why-button.ts";
import { CONNECT } from "../../../src/views/workspaces/connect-modal.ts";

/**
 * Who may do something with somebody's task: `leads`, who may edit it; the workers and the reviewers whom it names; workspace admins alone; or every member: what is
 * open to all of them, or is only about themselves.
 */
export type May = "members" | "leads" | "workers" | "reviewers" | "admins";

/** The handlers' table once more, with who may; a row that is missing here does not compile. */
export const VERBS_MAY: Readonly<Record<VerbName, May>> = {
  create: "members",
  list: "members",
  mine: "members",
  reviews: "members",
  show: "members",
  progress: "members",
  follow: "members",
  history: "members",
  link: "members",
  settings: "members",
  feedback: "members",
  help: "members",
  edit: "leads",
  assign: "leads",
  handover: "leads",
  close: "leads",
  reopen: "leads",
  delete: "leads",
  label: "workers",
  review: "reviewers",
  connect: "admins",
};

export const BUTTONS_MAY: Readonly<Record<keyof typeof HANDLERS.buttons, May>> = {
  [HOME.create]: "members",
  [HOME.settings]: "members",
  [HOME.link]: "members",
  [HOME.refresh]: "members",
  [HOME.connect]: "admins",
  // In windows of one's own, which hold what is one's own.
  [LABEL.skip]: "members",
  [LABEL.undo]: "members",
  [LABEL.ask]: "members",
  [LABEL.instructions]: "members",
  [LABEL.openPage]: "members",
  [ELSEWHERE]: "members",
  [QUESTION.open]: "members",
  [REVIEW.page]: "members",
  [REVIEW.approveAll]: "members",
  [REVIEW.rejectAll]: "members",
  [LABEL.page]: "members",
  [TASK_FORM.link]: "members",
  [TASK_FORM.continue]: "members",
  [TASK_FORM.discard]: "members",
  [TASK_FORM.more]: "members",
  [TASK_FORM.fewer]: "members",
  [NOTICE.openAgain]: "members",
  [OUTCOME.tryAgain]: "members",
  [OUTCOME.backToForm]: "members",
  [OUTCOME.saveOver]: "members",
  [OUTCOME.deleteOthers]: "members",
  [COMMAND.family]: "members",
  [WHY.family]: "members",
  [LINK_MODAL.open]: "members",
  [LINK_MODAL.forgetKey]: "members",
  [LIST.previous]: "members",
  [LIST.next]: "members",
  [LIST.share]: "members",
  [HISTORY.newest]: "members",
  [HISTORY.older]: "members",
  [HISTORY.save]: "members",
  [CARD.open]: "members",
  [CARD.progress]: "members",
  [CARD.refresh]: "members",
  [CARD.share]: "members",
  [CARD.refreshProgress]: "members",
  [CHANNEL.kinds]: "members",
  [CHANNEL.leadKinds]: "members",
  [CHANNEL.unfollow]: "members",
  [CHANNEL.unfollowLead]: "members",
  // Asks for a format alone; the form is refused.
  [EXPORT.start]: "members",
  [CARD.edit]: "leads",
  [CARD.assign]: "leads",
  [CARD.handOver]: "leads",
  [CARD.close]: "leads",
  [CONNECT.open]: "admins",
  [CONNECT.disconnect]: "admins",
  [MISSING.tell]: "admins",
  [MISSING.keepQuiet]: "admins",
  [PACE.disagreement]: "leads",
  [LABEL.start]: "workers",
  [REVIEW.start]: "reviewers",
};

export const FORMS_MAY: Readonly<Record<keyof typeof HANDLERS.forms, May>> = {
  [TASK_FORM.create]: "members",
  [SHARE.view]: "members",
  [CHANNEL.window]: "members",
  [LINK_MODAL.view]: "members",
  [SETTINGS.view]: "members",
  [SETTINGS.olderView]: "members",
  [FEEDBACK.window]: "members",
  [LABEL.window]: "members",
  [QUESTION.ask]: "members",
  [QUESTION.answer]: "members",
  [REVIEW.window]: "members",
  [CONNECT.view]: "admins",
  [TASK_FORM.edit]: "leads",
  [CHANGE_MODAL.close]: "leads",
  [CHANGE_MODAL.remove]: "leads",
  [CHANGE_MODAL.pickPeople]: "leads",
  [CHANGE_MODAL.assign]: "leads",
  [EXPORT.view]: "leads",
  [HAND_OVER.pick]: "leads",
  [HAND_OVER.confirm]: "leads",
  [REMIND.view]: "leads",
};

/** Answer in the window or the message in which they stand, and nowhere else: their own suites send them from there. */
const ANSWERS_IN_PLACE: ReadonlySet<string> = new Set([CONNECT.disconnect, MISSING.tell, MISSING.keepQuiet]);

/** How the app says that somebody may not. */
export const REFUSED =
  /\bOnly (members|workspace admins|whoever|\w+ \w+, who)|ask one of them|You are not a (worker|reviewer)/;

/** The rows of a table that are for these. */
export const rowsFor = <Row extends string>(table: Readonly<Record<Row, May>>, may: readonly May[]) =>
  (Object.entries(table) as [Row, May][]).flatMap(([row, who]) =>
    may.includes(who) && !ANSWERS_IN_PLACE.has(row) ? [row] : [],
  );
