import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { Said } from "../../domain/labeling/label.ts";
import type { Place } from "../../domain/labeling/place.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import {
  buildEndWindow,
  buildFetchingWindow,
  buildLabelWindow,
  type LabelMetadata,
} from "../../views/labeling/label-window.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";

export type Labels = Pick<UseCases, "labeling" | "pictures" | "log">;

type Words = { readonly notice?: string; readonly said?: Said };

/**
 * The window for where somebody stands, by what is at hand: nothing remote is asked. What is still missing of it (the picture, the
 * next inputs) is brought by `complete`, which is to be called after it is shown; undefined where nothing is missing.
 */
export async function windowOf(
  { labeling, pictures }: Pick<Labels, "labeling" | "pictures">,
  lane: Lane,
  place: Place,
  { round, ...words }: Words & { readonly round: number },
): Promise<{ view: ModalView; isComplete: boolean }> {
  const { person, taskId } = lane;
  const { next } = place;
  if (place.isFetching) return { view: buildFetchingWindow(place, { person, taskId, round }), isComplete: false };
  if (!next) {
    const finished = await labeling.finished(lane);
    return { view: buildEndWindow(place, { person, taskId, round }, { finished }), isComplete: true };
  }
  const picture = next.input.content.kind === "image" ? pictures.known(lane, next.input) : undefined;
  const metadata: LabelMetadata = { person, taskId, assignmentId: next.assignmentId, round };
  const view = buildLabelWindow({ place, shown: { held: next, picture }, metadata }, words);
  return { view, isComplete: picture !== undefined || next.input.content.kind !== "image" };
}

/** Brings what a window lacks: the next inputs, or the picture. */
export async function complete(
  { labeling, pictures }: Labels,
  client: webApi.WebClient,
  { viewId, lane, place, round, ...words }: Words & { viewId: string; lane: Lane; place: Place; round: number },
): Promise<void> {
  const there = place.isFetching ? ((await labeling.resume(lane)) ?? place) : place;
  const next = there.next?.input;
  if (next?.content.kind === "image") await pictures.show(lane, next);
  const { view } = await windowOf({ labeling, pictures }, lane, there, { round, ...words });
  await updateWindow(client, viewId, view);
}
