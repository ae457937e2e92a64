import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { ReviewInput } from "../../domain/review/review.ts";
import type { ReviewPlace } from "../../domain/review/session.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import {
  buildReviewEnd,
  buildReviewFetching,
  buildReviewWaiting,
  buildReviewWindow,
  type ReviewMetadata,
  type Shown,
} from "../../views/review/review-window.ts";
import { blocksNamedIn, slackErrorOf } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";

export type Reviews = Pick<UseCases, "reviewing" | "reviewPictures" | "labelLinks" | "log">;

export type Shows = {
  readonly viewId: string;
  readonly lane: Lane;
  readonly place: ReviewPlace;
  /** The number of the first input, and which batch of the window it is. */
  readonly first: number;
  readonly round: number;
  readonly notice?: string | undefined;
};

/** `isComplete`: no picture, and no next inputs, are still to be brought. */
type Window = { readonly view: ModalView; readonly isComplete: boolean };

/** The window for where somebody stands, by what is at hand: nothing remote is asked. */
export function windowOf(
  { reviewPictures }: Pick<Reviews, "reviewPictures">,
  { lane, place, first, round, notice }: Omit<Shows, "viewId">,
  { withPictures = () => true }: { withPictures?: (input: ReviewInput) => boolean } = {},
): Window {
  const metadata: ReviewMetadata = { person: lane.person, taskId: lane.taskId, first, round };
  if (place.isFetching) return { view: buildReviewFetching(place, metadata), isComplete: false };
  if (place.batch.length === 0) return { view: buildReviewEnd(place, metadata, notice), isComplete: true };
  const shown = place.batch.map((input): Shown => {
    const known = withPictures(input) ? reviewPictures.known(lane, place, input) : undefined;
    return { input, picture: undefined, ...known };
  });
  const isComplete = shown.every(({ input, picture }) => picture !== undefined || input.input.content.kind !== "image");
  return { view: buildReviewWindow({ place, shown, metadata }, { notice }), isComplete };
}

/** Shows where somebody stands: at once with what is at hand, and then with what takes longer. */
export async function showReview(useCases: Reviews, client: webApi.WebClient, shows: Shows): Promise<void> {
  if (await update(useCases, client, shows)) return;
  await bring(useCases, client, shows);
}

/** Brings what a window lacks: the next inputs, then the pictures; not over a batch that is there by now. */
export async function bring(useCases: Reviews, client: webApi.WebClient, shows: Shows): Promise<void> {
  const { reviewing, reviewPictures } = useCases;
  const { lane } = shows;
  if (shows.place.isFetching) {
    const place = await reviewing.resume(lane);
    if (!place) return;
    // The Tasks API gave only what was decided already: it has not got that yet.
    if (place.isFetching) return updateWindow(client, shows.viewId, buildReviewWaiting(place));
    return showReview(useCases, client, { ...shows, place });
  }
  const { place } = shows;
  await Promise.all(place.batch.map((input) => reviewPictures.show(lane, place, input)));
  if (!(await reviewing.isAt(lane, place))) return;
  await update(useCases, client, shows);
  if (await reviewing.isAt(lane, place)) return;
  // Saved while Slack took the pictures, which may have come over the batch that the save was answered with.
  const standing = await reviewing.find(lane);
  if (!standing) return;
  const { viewId, first, round } = shows;
  const next = { first: first + place.batch.length, round: round + 1 };
  await showReview(useCases, client, { viewId, lane, place: reviewing.placeOf(standing), ...next });
}

/** Gives whether it is complete. A picture that Slack does not take is not offered to it again: it says so in its place. */
async function update(useCases: Reviews, client: webApi.WebClient, shows: Shows): Promise<boolean> {
  const { viewId, lane, place } = shows;
  for (;;) {
    const { view, isComplete } = windowOf(useCases, shows);
    const refusal = await unlessRefused(updateWindow(client, viewId, view));
    if (refusal === undefined) return isComplete;
    const refused = await findRefused(useCases, client, { shows, view, refusal });
    if (refused.length === 0) throw refusal;
    useCases.log.warn({ err: refusal, ...lane, pictures: refused.length }, "Slack does not take a picture of a batch");
    for (const input of refused) useCases.reviewPictures.refuse(lane, place, input);
  }
}

type Refused = { readonly shows: Shows; readonly view: ModalView; readonly refusal: unknown };

/** Whose pictures Slack does not take: those that it names; where it names none, those that it does not take alone; else any of them. */
async function findRefused(
  useCases: Reviews,
  client: webApi.WebClient,
  { shows, view, refusal }: Refused,
): Promise<readonly ReviewInput[]> {
  const { viewId, lane, place } = shows;
  const pictured = place.batch.filter((input) => {
    const kind = useCases.reviewPictures.known(lane, place, input)?.picture.kind;
    return kind !== undefined && kind !== "none";
  });
  const places = view.blocks.flatMap(({ type }, at) => (type === "image" ? [at] : []));
  const blocks = blocksNamedIn(refusal);
  const named = pictured.filter((_, at) => blocks.has(places[at] ?? -1));
  if (named.length > 0 || pictured.length < 2) return named.length > 0 ? named : pictured;
  const refused: ReviewInput[] = [];
  for (const one of pictured) {
    const alone = windowOf(useCases, shows, { withPictures: (input) => input === one });
    if ((await unlessRefused(updateWindow(client, viewId, alone.view))) !== undefined) refused.push(one);
  }
  return refused.length > 0 ? refused : pictured;
}

/** What Slack says where it does not take the blocks of a view; undefined where it takes them. */
async function unlessRefused(updating: Promise<void>): Promise<unknown> {
  try {
    await updating;
    return undefined;
  } catch (error) {
    if (slackErrorOf(error) !== "invalid_blocks") throw error;
    return error;
  }
}
