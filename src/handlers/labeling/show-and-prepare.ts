import type { webApi } from "@slack/bolt";
import { noHandOf } from "../../domain/labeling/no-hand.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { buildNoHand } from "../../views/labeling/no-hand.ts";
import { updateWindow } from "../shared/window.ts";
import { type Labels, type Shows, showPlace } from "./show-place.ts";

/** Shows where somebody stands, and has the next pictures ready. Where the other side does not answer, the window says why. */
export async function showAndPrepare(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<void> {
  await orSayWhy(useCases, client, shows, () => showPlace(useCases, client, shows));
  prepare(useCases, shows);
}

/** The next pictures are ready before they are needed. */
export const prepare = ({ pictures }: Labels, { lane, place }: Shows): void =>
  pictures.prepare(
    lane,
    place.left.map(({ input }) => input),
  );

/** Does this; where the other side does not answer, the window says why, and that nothing is lost. */
export async function orSayWhy(
  useCases: Labels,
  client: webApi.WebClient,
  shows: Shows,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TasksApiError)) throw error;
    useCases.log.warn({ err: error, ...shows.lane }, "the next inputs could not be fetched");
    const { why, ...mend } = noHandOf(error, useCases.labeling.otherSide);
    const text = `Your answers are kept. ${why} Close this and press Continue.`;
    await updateWindow(client, shows.viewId, buildNoHand("Label", { ...mend, why: text }));
  }
}
