import type { ActionsBlock, Button, KnownBlock, ModalView } from "@slack/types";
import type { Picture } from "../../domain/labeling/picture.ts";
import { plural } from "../../domain/numbers.ts";
import type { MarkStyle } from "../../domain/review/marks.ts";
import { sayBatch, sayReviewEnd } from "../../domain/review/place-words.ts";
import type { ReviewInput, ReviewTask } from "../../domain/review/review.ts";
import type { ReviewPlace } from "../../domain/review/session.ts";
import { cutText } from "../../domain/text.ts";
import { actions, button, headline, paragraph, plain, smallPrint } from "../blocks.ts";
import { parseObject } from "../form-state.ts";
import { contentBlocks } from "../labeling/content-blocks.ts";
import { LABEL } from "../labeling/label-window.ts";
import { LIMITS } from "../limits.ts";
import { buildWords } from "../status-view.ts";
import { nameOf, verdictBlocks } from "./verdict-blocks.ts";

/**
 * The window's callback id, and the buttons that lead to it or stand in it. The value of `start` is the task's id; those of the last two,
 * which are families of ids, a labeler's account id.
 */
export const REVIEW = {
  window: "review.window",
  start: "review.start",
  page: "review.page",
  approveAll: "review_approve:",
  rejectAll: "review_reject:",
} as const;

const TITLE = "Review";
/** The shape of the metadata: a window of another version is told so. */
const VERSION = 1;
const NAME_SHOWN = 100;
/** Labelers of a batch with buttons of their own. */
const MOST_LABELERS = 5;
const OTHERWISE = "Leave it for later, or decide by what was said.";

/** Whose review a window shows. `first` is the number of its first input; `round` grows with every batch that it has shown. */
export type ReviewMetadata = {
  readonly person: string;
  readonly taskId: string;
  readonly first: number;
  readonly round: number;
};

/** Undefined for a window of another version, and for what this app has not written. */
export function readReviewMetadata(text: string): ReviewMetadata | undefined {
  const { v, person, taskId, first, round } = parseObject(text) ?? {};
  if (v !== VERSION || typeof person !== "string" || typeof taskId !== "string") return undefined;
  if (typeof first !== "number" || typeof round !== "number") return undefined;
  return { person, taskId, first, round };
}

/** What is to be seen of an input: `picture` is undefined while it is on its way; `styles` say whose marks look how in it. */
export type Shown = {
  readonly input: ReviewInput;
  readonly picture: Picture | undefined;
  readonly styles?: ReadonlyMap<string, MarkStyle> | undefined;
};

/** A batch of inputs with the fields for the verdicts. `notice`: what the person should know of the one before. */
export function buildReviewWindow(
  { place, shown, metadata }: { place: ReviewPlace; shown: readonly Shown[]; metadata: ReviewMetadata },
  { notice }: { notice?: string | undefined } = {},
): ModalView {
  const { task, labelers } = place;
  const { first, round } = metadata;
  const blocks: KnownBlock[] = [
    cutText(task.name, NAME_SHOWN),
    ...(notice === undefined ? [] : [notice]),
    ...sayBatch(place),
  ].map((text) => smallPrint(text));
  blocks.push(actions("review:page", [button(REVIEW.page, "Open in browser")]));
  for (const [index, { input, picture, styles }] of shown.entries()) {
    blocks.push(
      ...contentBlocks(input.input, picture, OTHERWISE),
      ...legendBlocks(input, { picture, styles, labelers }),
    );
    blocks.push(...verdictBlocks(input, { task, labelers, number: first + index, round }));
    blocks.push({ type: "divider" });
  }
  const all = allOfBlock(place);
  if (all) blocks.push(all);
  return { ...frame(metadata, blocks), submit: plain("Save and next", LIMITS.viewTitle) };
}

type Drawn = Pick<Shown, "picture" | "styles"> & Pick<ReviewPlace, "labelers">;

/** Whose marks look how, in words. */
function legendBlocks({ labels }: ReviewInput, { picture, styles, labelers }: Drawn): KnownBlock[] {
  const marking = labels.filter(({ said }) => said.kind === "shapes" && said.shapes.length > 0);
  if (marking.length === 0 || picture === undefined || picture.kind === "none") return [];
  if (!styles) return [smallPrint("What was marked is not drawn here: the picture is kept elsewhere.")];
  const whose = marking.map(({ worker }) => `${nameOf(labelers, worker)}: ${styles.get(worker)?.name ?? ""}`);
  return [smallPrint(`Marked by ${whose.join(" · ")}`)];
}

const frame = (metadata: ReviewMetadata, blocks: KnownBlock[]): ModalView => ({
  type: "modal",
  callback_id: REVIEW.window,
  private_metadata: JSON.stringify({ v: VERSION, ...metadata }),
  title: plain(TITLE, LIMITS.viewTitle),
  close: plain("Close", LIMITS.viewTitle),
  blocks,
});

/** Nothing to be decided in it: words. */
const wordsWindow = (task: Pick<ReviewTask, "name">, metadata: ReviewMetadata, blocks: KnownBlock[]): ModalView =>
  frame(metadata, [...blocks, smallPrint(cutText(task.name, NAME_SHOWN))]);

/** While the next inputs are asked for. `doing`: what is done first. */
export const buildReviewFetching = (
  { task }: Pick<ReviewPlace, "task">,
  metadata: ReviewMetadata,
  doing = "",
): ModalView => wordsWindow(task, metadata, [paragraph(`${doing}Fetching what awaits your review …`)]);

/** What was saved is not sent yet, and nothing else is given before it is. */
export const buildReviewWaiting = ({ task }: Pick<ReviewPlace, "task">): ModalView =>
  buildWords({
    title: TITLE,
    text: `Your verdicts on “${cutText(task.name, NAME_SHOWN)}” are kept, and are being sent. Close this, and press Review again in a minute.`,
  });

/** Nothing awaits this person now. */
export function buildReviewEnd({ task, unseen }: ReviewPlace, metadata: ReviewMetadata, notice?: string): ModalView {
  const blocks: KnownBlock[] = notice === undefined ? [] : [smallPrint(notice)];
  const { bold, words } = sayReviewEnd({ unseen });
  blocks.push(headline(bold, words));
  if (unseen === 0) return wordsWindow(task, metadata, blocks);
  blocks.push(actions("review:label", [button(LABEL.start, "Start", { value: task.id, style: "primary" })]));
  return wordsWindow(task, metadata, blocks);
}

/** "Approve all of ana’s remaining labels", and the same for Reject: for those of the batch with more than what it shows. */
function allOfBlock({ batch, labelers, task }: ReviewPlace): ActionsBlock | undefined {
  const shown = [...new Set(batch.flatMap(({ labels }) => labels.map(({ worker }) => worker)))];
  const workers = shown.filter((worker) => (labelers[worker]?.waiting ?? 0) > 0);
  const buttons = workers.slice(0, MOST_LABELERS).flatMap((worker, index) => {
    const name = nameOf(labelers, worker);
    const waiting = labelers[worker]?.waiting ?? 0;
    const count = task.isShared ? `up to ${plural(waiting, "input")}` : plural(waiting, "input");
    const which = `${name} labeled ${count} that ${waiting === 1 ? "awaits" : "await"} review${task.isShared ? "; those that are yours to review are meant" : ""}.`;
    return [
      allOf(`${REVIEW.approveAll}${index}`, `Approve all of ${name}’s remaining labels`, worker, {
        text: `${which} Their labels become the result, and what others said differently is rejected. This cannot be undone.`,
        confirm: "Approve all",
      }),
      allOf(`${REVIEW.rejectAll}${index}`, `Reject all of ${name}’s remaining labels`, worker, {
        text: `${which} Their labels are rejected for good, and inputs without another label are labeled by others.`,
        confirm: "Reject all",
        isDanger: true,
      }),
    ];
  });
  return buttons.length > 0 ? actions("review:all", buttons) : undefined;
}

function allOf(
  id: string,
  text: string,
  worker: string,
  { text: means, confirm, isDanger = false }: { text: string; confirm: string; isDanger?: boolean },
): Button {
  return {
    ...button(id, text, { value: worker }),
    confirm: {
      title: plain(text, LIMITS.confirmTitle),
      text: plain(means, LIMITS.confirmText),
      confirm: plain(confirm, LIMITS.confirmButton),
      deny: plain("Cancel", LIMITS.confirmButton),
      ...(isDanger && { style: "danger" as const }),
    },
  };
}
