import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
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
import { slackErrorOf } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";

export type Reviews = Pick<UseCases, "reviewing" | "reviewPictures" | "log">;

export type Shows = {
  readonly viewId: string;
  readonly lane: Lane;
  readonly place: ReviewPlace;
  /** The number of the first input, and which batch of the window it is. */
  readonly first: number;
  readonly round: number;
  readonly notice?: string;
};

/** `isComplete`: no picture, and no next inputs, are still to be brought. */
type Window = { readonly view: ModalView; readonly isComplete: boolean };

/** The window for where somebody stands, by what is at hand: nothing remote is asked. */
export function windowOf(
  { reviewPictures }: Pick<Reviews, "reviewPictures">,
  { lane, place, first, round, notice }: Omit<Shows, "viewId">,
  { withPictures = true } = {},
): Window {
  const metadata: ReviewMetadata = { person: lane.person, taskId: lane.taskId, first, round };
  if (place.isFetching) return { view: buildReviewFetching(place, metadata), isComplete: false };
  if (place.batch.length === 0) return { view: buildReviewEnd(place, metadata, notice), isComplete: true };
  const shown = place.batch.map((input): Shown => {
    const known = withPictures ? reviewPictures.known(lane, place, input) : undefined;
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
  if (await reviewing.isAt(lane, place)) await update(useCases, client, shows);
}

/** Gives whether it is complete. Slack does not say which picture it does not take: none of the batch is offered to it again. */
async function update(useCases: Reviews, client: webApi.WebClient, shows: Shows): Promise<boolean> {
  const { viewId, lane, place } = shows;
  const { view, isComplete } = windowOf(useCases, shows);
  try {
    await updateWindow(client, viewId, view);
  } catch (error) {
    if (slackErrorOf(error) !== "invalid_blocks" || place.batch.length === 0) throw error;
    useCases.log.warn({ err: error, ...lane }, "Slack does not take a picture of a batch");
    for (const input of place.batch) useCases.reviewPictures.refuse(lane, place, input);
    await updateWindow(client, viewId, windowOf(useCases, shows).view);
  }
  return isComplete;
}
