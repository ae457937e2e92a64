import type { Log } from "../domain/log.ts";
import type { Watch } from "../domain/watch.ts";

/** A line for all that is done: with its request's id, what has become of what somebody asked for can be read from the first byte on. */
export const createLogWatch =
  (log: Pick<Log, "debug">): Watch =>
  async ({ what, name }, run) => {
    const from = performance.now();
    let outcome = "failed";
    try {
      return await run((said) => {
        outcome = said;
      });
    } finally {
      log.debug({ what, name, outcome, ms: Math.round(performance.now() - from) }, "done");
    }
  };
