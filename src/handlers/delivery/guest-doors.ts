import { findVerb, splitVerb } from "../../domain/command-line.ts";
import { isOwnList } from "../../domain/lists/list-query.ts";
import type { DeliveryBody } from "../../domain/notifications/delivery-sender.ts";
import { CARD } from "../../views/cards/ids.ts";
import { COMMAND } from "../../views/command-button.ts";
import { VERB_NAMES, type VerbName } from "../../views/help.ts";
import { HOME } from "../../views/home/app-home.ts";
import { ANSWER } from "../../views/labeling/answer-block.ts";
import { LABEL } from "../../views/labeling/label-window.ts";
import { ELSEWHERE } from "../../views/labeling/no-hand.ts";
import { QUESTION } from "../../views/labeling/question-windows.ts";
import { LIST, readListButton } from "../../views/lists/task-list.ts";
import { REVIEW } from "../../views/review/review-window.ts";
import { WHY } from "../../views/why/why-button.ts";

/** The handlers behind these find only what is the guest's. */
export const GUEST_VERBS = [
  "list",
  "mine",
  "reviews",
  "show",
  "progress",
  "label",
  "review",
] as const satisfies readonly VerbName[];
const CARDS: readonly string[] = [CARD.open, CARD.progress, CARD.refresh, CARD.refreshProgress];
const WORK: readonly string[] = [LABEL.start, REVIEW.start];
const WINDOWS: readonly unknown[] = [LABEL.window, REVIEW.window, QUESTION.ask, QUESTION.answer];
/** What stands in these windows, beside what is asked for everywhere. */
const IN_WINDOWS: readonly string[] = [LABEL.skip, LABEL.undo, LABEL.ask, LABEL.instructions, LABEL.page, REVIEW.page];
const VERDICTS: readonly string[] = [REVIEW.approveAll, REVIEW.rejectAll];
const LISTS: readonly string[] = [LIST.previous, LIST.next];

/** Whether a guest gets in with this: to see what is assigned to them, and to nothing else. */
export async function guestMay(body: DeliveryBody, isTheirs: (taskId: string) => Promise<boolean>): Promise<boolean> {
  if ("event" in body) return eventOf(body) === "app_home_opened";
  if (typeof body["command"] === "string") return isGuestCommand(body["text"]);
  const isWork = isOfWork(body["view"]);
  // What is theirs to label, and to review, the other side knows, and gives to nobody else.
  if (body["type"] === "view_submission") return isWork;
  if (body["type"] === "block_suggestion") return isWork && body["action_id"] === ANSWER.concept;
  if (body["type"] !== "block_actions") return false;
  const [action] = (Array.isArray(body["actions"]) ? body["actions"] : []) as { action_id?: string; value?: string }[];
  const { action_id: id = "", value = "" } = action ?? {};
  if (isWork && isInWindow(id)) return true;
  // A link opens by itself.
  if (id === ELSEWHERE || id === LABEL.openPage) return true;
  // Only who was asked can answer.
  if (id === HOME.refresh || id === QUESTION.open) return true;
  if (CARDS.includes(id) || WORK.includes(id) || id.startsWith(WHY.family)) return isTheirs(value);
  if (id.startsWith(COMMAND.family)) return isGuestCommand(value);
  const query = LISTS.includes(id) ? readListButton(value)?.query : undefined;
  return query !== undefined && isOwnList(query);
}

const isOfWork = (view: unknown): boolean =>
  typeof view === "object" && view !== null && "callback_id" in view && WINDOWS.includes(view.callback_id);

const isInWindow = (id: string): boolean => IN_WINDOWS.includes(id) || VERDICTS.some((family) => id.startsWith(family));

function eventOf({ event }: DeliveryBody): unknown {
  return typeof event === "object" && event !== null && "type" in event ? event.type : undefined;
}

/** What begins with no verb names a task that is to be shown. */
function isGuestCommand(text: unknown): boolean {
  const { verb: typed } = splitVerb(String(text ?? ""));
  const verb = findVerb(typed, VERB_NAMES);
  return verb === undefined ? typed !== "" : GUEST_VERBS.some((each) => each === verb);
}
