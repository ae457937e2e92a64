import type { webApi } from "@slack/bolt";
import { noHandOf } from "../../domain/labeling/no-hand.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Lane } from "../../services/labeling/ports.ts";
import { buildNoHand } from "../../views/labeling/no-hand.ts";
import type { UseCases } from "./use-cases.ts";
import { updateWindow } from "./window.ts";

type Window = {
  readonly viewId: string;
  readonly title: string;
  readonly lane: Lane;
  readonly otherSide: string;
  /** What is to be said beside the reason, such as that nothing is lost. */
  readonly say?: (why: string) => string;
};

/** Does what a window of labeling or review waits for; where the other side does not, the window says why, and what they can give. */
export async function orSayWhy(
  { log }: Pick<UseCases, "log">,
  client: webApi.WebClient,
  { viewId, title, lane, otherSide, say = (why) => why }: Window,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TasksApiError)) throw error;
    log.warn({ err: error, ...lane, window: title }, "what a window waits for could not be fetched");
    const { why, ...mend } = noHandOf(error, otherSide);
    await updateWindow(client, viewId, buildNoHand(title, { ...mend, why: say(why) }));
  }
}
