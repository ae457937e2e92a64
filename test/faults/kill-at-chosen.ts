import type { Engine } from "../../src/store/engine/open.ts";
import type { Point } from "./protocol.ts";
import { OPERATIONS, runKills } from "./run-kills.ts";
import { openStage } from "./stage.ts";
import { createTally, type Row } from "./tally.ts";

/**
 * Of all points, which `npm run faults` goes through, one for each boundary: before it is passed for the first time. What a process leaves
 * behind after one is what it leaves before the next.
 */
function createChoice() {
  const seen = new Set<string>();
  return ({ boundary, nth, when }: Point): boolean => {
    if (nth > 1 || when === "after" || seen.has(boundary)) return false;
    seen.add(boundary);
    return true;
  };
}

/** Kills the app at one point of each boundary of all operations; gives what came of it, a row for each. */
export async function killAtChosen(engine: Engine, postgres: string | undefined): Promise<readonly Row[]> {
  const tally = createTally();
  const isWanted = createChoice();
  const stage = await openStage({ engine, heir: engine === "sqlite" ? "restart" : "replica", postgres });
  try {
    for (const operation of OPERATIONS)
      await runKills(stage, operation, isWanted, (point, killed) => tally.add(engine, point, killed));
  } finally {
    await stage.close();
  }
  return tally.rows();
}
