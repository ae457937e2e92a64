import type { webApi } from "@slack/bolt";
import { orSayWhy } from "../shared/or-say-why.ts";
import { type Labels, type Shows, showPlace } from "./show-place.ts";

/** Shows where somebody stands, and has the next pictures ready. Where the other side does not answer, the window says why. */
export async function showAndPrepare(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<void> {
  await orSayKept(useCases, client, shows, () => showPlace(useCases, client, shows));
  prepare(useCases, shows);
}

/** The next pictures are ready before they are needed. */
export const prepare = ({ pictures }: Labels, { lane, place }: Shows): void =>
  pictures.prepare(
    lane,
    place.left.map(({ input }) => input),
  );

/** Does what the window waits for; where the other side does not answer, it says why, and that nothing is lost. */
export const orSayKept = (
  useCases: Labels,
  client: webApi.WebClient,
  { viewId, lane }: Shows,
  work: () => Promise<void>,
): Promise<void> => {
  const { otherSide } = useCases.labeling;
  const say = (why: string): string => `Your answers are kept. ${why} Close this and press Continue.`;
  return orSayWhy(useCases, client, { viewId, title: "Label", lane, otherSide, say }, work);
};
