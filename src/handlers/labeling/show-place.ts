import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { Said } from "../../domain/labeling/label.ts";
import type { Place } from "../../domain/labeling/place.ts";
import type { Named } from "../../domain/task.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import {
  buildEndWindow,
  buildFetchingWindow,
  buildLabelWindow,
  buildWaitingWindow,
  type LabelMetadata,
} from "../../views/labeling/label-window.ts";
import { slackErrorOf } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";

export type Labels = Pick<UseCases, "labeling" | "labelLinks" | "pictures" | "questions" | "log">;

/** What a window shows: where its person stands, as the `round`-th of it, and what is to be said beside the input. */
export type Shows = {
  readonly viewId: string;
  readonly lane: Lane;
  readonly place: Place;
  readonly round: number;
  readonly notice?: string;
  readonly said?: Said;
  /** At the end of a task: which one waits next for this person; null for none, undefined while nobody has looked. */
  readonly waiting?: Named | null;
};

type Window = {
  readonly view: ModalView /** False while the picture, or the next inputs, are still to be brought. */;
  readonly isComplete: boolean;
};

/**
 * The window for where somebody stands, by what is at hand: nothing remote is asked. Without the picture where Slack
 * may have refused it.
 */
export async function windowOf(
  { labeling, pictures, questions }: Pick<Labels, "labeling" | "pictures" | "questions">,
  { lane, place, round, waiting, ...words }: Omit<Shows, "viewId">,
  { withPicture = true } = {},
): Promise<Window> {
  const { person, taskId } = lane;
  const { next } = place;
  if (place.isFetching)
    return { view: buildFetchingWindow(place, { person, taskId, round }, words), isComplete: false };
  if (!next) {
    const finished = await labeling.finished(lane);
    const end = { finished, ...(waiting && { next: waiting }), ...words };
    return { view: buildEndWindow(place, { person, taskId, round }, end), isComplete: waiting !== undefined };
  }
  const isPicture = next.input.content.kind === "image";
  const picture = isPicture && withPicture ? pictures.known(lane, next.input) : undefined;
  const asked = await questions.about(lane, next.input.id);
  const metadata: LabelMetadata = { person, taskId, assignmentId: next.assignmentId, round };
  const view = buildLabelWindow({ place, shown: { held: next, picture, questions: asked }, metadata }, words);
  return { view, isComplete: picture !== undefined || !isPicture };
}

/** Shows where somebody stands: at once with what is at hand, and then with what takes longer. */
export async function showPlace(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<void> {
  if (await update(useCases, client, shows)) return;
  await bring(useCases, client, shows);
}

/** Brings what a window lacks: the next inputs, the picture, or what waits elsewhere; not over an input that is there by now. */
export async function bring(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<void> {
  const { labeling, pictures } = useCases;
  const { lane, place } = shows;
  const there = place.isFetching ? ((await labeling.resume(lane)) ?? place) : place;
  if (there.isFetching) return updateWindow(client, shows.viewId, buildWaitingWindow(there));
  const { next } = there;
  if (next?.input.content.kind === "image") {
    await pictures.show(lane, next.input);
    const now = await labeling.find(lane);
    if (now?.next?.assignmentId !== next.assignmentId) return;
  }
  const isEnd = !next && !there.isFetching;
  const waiting = isEnd ? ((await labeling.nextTask(lane)) ?? null) : undefined;
  await update(useCases, client, { ...shows, place: there, ...(waiting !== undefined && { waiting }) });
  const now = await labeling.find(lane);
  // Answered while Slack took the picture, which may have come over the input that the answer was followed by.
  if (now && now.next?.assignmentId !== next?.assignmentId)
    await showPlace(useCases, client, { viewId: shows.viewId, lane, place: now, round: shows.round + 1 });
}

/** Gives whether it is complete. A picture that Slack does not take is not offered to it again: the window says so in its place. */
async function update(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<boolean> {
  const { viewId, lane, place } = shows;
  const { view, isComplete } = await windowOf(useCases, shows);
  try {
    await updateWindow(client, viewId, view);
  } catch (error) {
    if (slackErrorOf(error) !== "invalid_blocks" || !place.next) throw error;
    useCases.log.warn({ err: error, input: place.next.input.id }, "Slack does not take a picture");
    useCases.pictures.refuse(lane, place.next.input);
    await updateWindow(client, viewId, (await windowOf(useCases, shows)).view);
  }
  return isComplete;
}
