import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { ReviewPlace } from "../../domain/review/session.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import {
  buildReviewEnd,
  buildReviewFetching,
  buildReviewWindow,
  type ReviewMetadata,
  type Shown,
} from "../../views/review/review-window.ts";
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

/**
 * The window for where somebody stands, by what is at hand: nothing remote is asked. What is still missing of it (pictures, the next
 * inputs) is brought by `complete`, which is to be called after it is shown.
 */
export async function windowOf(
  { reviewPictures }: Pick<Reviews, "reviewPictures">,
  { lane, place, first, round, notice }: Omit<Shows, "viewId">,
): Promise<{ view: ModalView; isComplete: boolean }> {
  const metadata: ReviewMetadata = { person: lane.person, taskId: lane.taskId, first, round };
  if (place.isFetching) return { view: buildReviewFetching(place, metadata), isComplete: false };
  if (place.batch.length === 0) return { view: buildReviewEnd(place, metadata, notice), isComplete: true };
  const shown: Shown[] = await Promise.all(
    place.batch.map(async (input) => ({ input, picture: await reviewPictures.known(lane, place, input) })),
  );
  const isComplete = shown.every(({ input, picture }) => picture !== undefined || input.input.content.kind !== "image");
  return { view: buildReviewWindow({ place, shown, metadata }, { notice }), isComplete };
}

/** Brings what a window lacks: the next inputs, then the pictures. */
export async function complete(useCases: Reviews, client: webApi.WebClient, shows: Shows): Promise<void> {
  const { reviewing, reviewPictures } = useCases;
  const { viewId, lane } = shows;
  const place = shows.place.isFetching ? ((await reviewing.resume(lane)) ?? shows.place) : shows.place;
  const there = { ...shows, place };
  const { view, isComplete } = await windowOf(useCases, there);
  if (shows.place.isFetching || isComplete) await updateWindow(client, viewId, view);
  if (isComplete) return;
  await Promise.all(place.batch.map((input) => reviewPictures.show(lane, place, input)));
  await updateWindow(client, viewId, (await windowOf(useCases, there)).view);
}
