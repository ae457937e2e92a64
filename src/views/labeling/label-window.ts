import type { KnownBlock, ModalView } from "@slack/types";
import { sayWorked } from "../../domain/duration.ts";
import type { SaidContents } from "../../domain/labeling/contents-of.ts";
import type { Said } from "../../domain/labeling/label.ts";
import { sayNotGiven } from "../../domain/labeling/not-given.ts";
import type { Picture } from "../../domain/labeling/picture.ts";
import type { Finished, Place } from "../../domain/labeling/place.ts";
import type { Question } from "../../domain/labeling/question.ts";
import type { Answer, HeldInput, LabelingTask } from "../../domain/labeling/session.ts";
import { formatCount, plural } from "../../domain/numbers.ts";
import { checksum, cutText } from "../../domain/text.ts";
import { actions, button, headline, paragraph, plain, smallPrint } from "../blocks.ts";
import { parseObject } from "../form-state.ts";
import { LIMITS, truncate } from "../limits.ts";
import { buildWords } from "../status-view.ts";
import { type AnswerKey, answerBlocks } from "./answer-block.ts";
import { contentBlocks, textBlocks } from "./content-blocks.ts";
import { questionBlocks } from "./question-blocks.ts";

/** The window's callback id, and the buttons that lead to it or stand in it. The value of `start` is the task's id, that of `undo` the answer's. */
export const LABEL = {
  window: "label.window",
  start: "label.start",
  skip: "label.skip",
  ask: "label.ask",
  undo: "label.undo",
  instructions: "label.instructions",
  page: "label.page",
  openPage: "label.open_page",
} as const;

const TITLE = "Label";
/** The shape of the metadata: a window of another version is told so. */
const VERSION = 1;
const INSTRUCTIONS_SHOWN = 300;
const NAME_SHOWN = 100;
/** What is left to do about an input that cannot be shown. */
const OTHERWISE = "Skip it, or answer from what you know.";

/** Which input of whose work a window shows; `round` grows with every input that the window has shown. */
export type LabelMetadata = {
  readonly person: string;
  readonly taskId: string;
  readonly assignmentId: string;
  readonly round: number;
};

const writeLabelMetadata = (metadata: LabelMetadata): string => JSON.stringify({ v: VERSION, ...metadata });

/** Undefined for a window of another version, and for what this app has not written. */
export function readLabelMetadata(text: string): LabelMetadata | undefined {
  const { v, person, taskId, assignmentId, round } = parseObject(text) ?? {};
  if (v !== VERSION || typeof person !== "string" || typeof taskId !== "string") return undefined;
  if (typeof assignmentId !== "string" || typeof round !== "number") return undefined;
  return { person, taskId, assignmentId, round };
}

export const answerKeyOf = ({ assignmentId, round }: LabelMetadata): AnswerKey => `${checksum(assignmentId)}:${round}`;

/** What is to be seen of an input; undefined while its picture is on its way. */
export type Shown = {
  readonly held: HeldInput;
  readonly picture: Picture | undefined;
  readonly questions: readonly Question[];
};

/** An input with the fields for the answer. `notice`: what the person should know of the one before. */
export function buildLabelWindow(
  { place, shown, metadata }: { place: Place; shown: Shown; metadata: LabelMetadata },
  { notice, said }: { notice?: string; said?: Said } = {},
): ModalView {
  const { task } = place;
  const before = shown.held.before?.[0]?.said;
  const blocks: KnownBlock[] = [smallPrint(placeLine(place)), ...noticeBlocks(notice)];
  if (place.again) blocks.push(smallPrint(sayAgain(place.again)));
  const { note } = shown.held;
  if (note !== undefined) blocks.push(headline("A reviewer asks for a change.", note));
  if (before !== undefined && said === undefined)
    blocks.push(smallPrint("This input came back to you: it shows what you said before."));
  const { content } = shown.held.input;
  blocks.push(...contentBlocks(shown.held.input, shown.picture, OTHERWISE));
  if (content.kind === "text" && content.whole !== undefined)
    blocks.push(smallPrint("Press Open in browser to read all of it."));
  blocks.push(...questionBlocks(shown.questions));
  blocks.push(...instructionBlocks(task));
  const initial = said ?? (before?.kind === "parts" ? ofTheWhole(before) : before);
  blocks.push(...answerBlocks(task, answerKeyOf(metadata), initial));
  blocks.push(actions("label:actions", actionsOf(place)));
  return {
    type: "modal",
    callback_id: LABEL.window,
    private_metadata: writeLabelMetadata(metadata),
    notify_on_close: true,
    title: plain(TITLE, LIMITS.viewTitle),
    submit: plain("Submit and next", LIMITS.viewTitle),
    close: plain("Close", LIMITS.viewTitle),
    blocks,
  };
}

/** The window asks for what is seen in all of an input. */
const ofTheWhole = ({ concepts }: SaidContents): Said => ({ kind: "concepts", concepts });

function actionsOf({ task, last }: Place) {
  const buttons = [button(LABEL.skip, "Skip"), button(LABEL.ask, "Ask")];
  if (last) buttons.push(undoButton(last));
  if (task.instructions.length > INSTRUCTIONS_SHOWN) buttons.push(button(LABEL.instructions, "Instructions"));
  buttons.push(button(LABEL.page, "Open in browser"));
  return buttons;
}

/** Its value is the answer that it takes back: pressed twice, it takes back no other one. */
const undoButton = ({ id }: Pick<Answer, "id">) => button(LABEL.undo, "Undo last", { value: id });

/** Nothing to be labeled in it: the title and words, with what can be pressed. */
function wordsWindow(
  { task, last }: Pick<Place, "task" | "last">,
  metadata: Omit<LabelMetadata, "assignmentId">,
  blocks: KnownBlock[],
): ModalView {
  if (last) blocks.push(actions("label:actions", [undoButton(last)]));
  blocks.push(smallPrint(cutText(task.name, NAME_SHOWN)));
  return {
    type: "modal",
    callback_id: LABEL.window,
    private_metadata: writeLabelMetadata({ ...metadata, assignmentId: "" }),
    notify_on_close: true,
    title: plain(TITLE, LIMITS.viewTitle),
    close: plain("Close", LIMITS.viewTitle),
    blocks,
  };
}

/** While the next inputs are asked for. */
export const buildFetchingWindow = (
  place: Place,
  metadata: Omit<LabelMetadata, "assignmentId">,
  { notice }: { notice?: string } = {},
): ModalView =>
  wordsWindow({ task: place.task }, metadata, [
    ...noticeBlocks(notice),
    paragraph(
      place.isOutdated ? "The task was changed. Fetching what is yours of it now …" : "Fetching your next inputs …",
    ),
  ]);

/** More is this person's than is given now. */
export const buildWaitingWindow = ({ task }: Pick<Place, "task">): ModalView =>
  buildWords({
    title: TITLE,
    text: `Your answers are kept. ${sayNotGiven(cutText(task.name, NAME_SHOWN))} Close this and press Continue in a minute.`,
  });

/** Nothing of the task is left for this person. `next`: what waits for them elsewhere. */
export function buildEndWindow(
  place: Place,
  metadata: Omit<LabelMetadata, "assignmentId">,
  {
    finished,
    next,
    notice,
  }: { finished: Finished; next?: { readonly id: string; readonly name: string }; notice?: string },
): ModalView {
  const { labeled, workedMs } = finished;
  const took = workedMs > 0 ? ` in ${sayWorked(workedMs)}` : "";
  const none = place.ended === undefined ? "Nothing of it is left for you." : "";
  const sum = labeled > 0 ? `${formatCount(labeled)} labeled${took}.` : none;
  const head = place.ended ?? (labeled > 0 ? "That was the last one." : "Nothing waits here.");
  const blocks: KnownBlock[] = [...noticeBlocks(notice), headline(head, sum)];
  if (next) {
    blocks.push({
      type: "section",
      text: plain(`Next: “${cutText(next.name, NAME_SHOWN)}”`, LIMITS.sectionText),
      accessory: button(LABEL.start, "Start", { value: next.id, style: "primary" }),
    });
  }
  return wordsWindow(place, metadata, blocks);
}

/** The whole of the instructions, on top of the window. */
export const buildInstructions = (task: LabelingTask): ModalView => ({
  type: "modal",
  title: plain("Instructions", LIMITS.viewTitle),
  close: plain("Back", LIMITS.viewTitle),
  blocks: textBlocks(task.instructions),
});

function sayAgain({ left, isAll }: NonNullable<Place["again"]>): string {
  if (!isAll) return "You skipped this one before: ten are given at a time, and you skipped all ten.";
  if (left === 1) return "You skipped this one before. This is the only one left.";
  return `You skipped this one before. ${formatCount(left)} that you skipped are left.`;
}

const noticeBlocks = (notice: string | undefined): KnownBlock[] => (notice === undefined ? [] : [smallPrint(notice)]);

/** "13 of 180 · 40 an hour · Wonky digits · digit-013" */
function placeLine({ done, total, rate, task, next }: Place): string {
  const at = next ? done + 1 : done;
  const far =
    total === undefined
      ? `${plural(done, "input")} done · ten at a time, as you ask`
      : `${formatCount(at)} of ${formatCount(Math.max(total, at))}`;
  const pace = rate === undefined ? [] : [`${formatCount(rate)} an hour`];
  const id = next ? [cutText(next.input.id, NAME_SHOWN)] : [];
  return [far, ...pace, cutText(task.name, NAME_SHOWN), ...id].join(" · ");
}

function instructionBlocks({ instructions }: LabelingTask): KnownBlock[] {
  return instructions.trim() === "" ? [] : [smallPrint(truncate(instructions.trim(), INSTRUCTIONS_SHOWN))];
}
