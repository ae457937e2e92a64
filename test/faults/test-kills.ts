import { expect, test } from "@jest/globals";
import type { Engine } from "../../src/store/engine/open.ts";
import type { Operation } from "./operations/operation.ts";
import type { Point } from "./protocol.ts";
import { runKills } from "./run-kills.ts";
import { openStage } from "./stage.ts";
import { createTally, isClean, type Row } from "./tally.ts";

const postgres = process.env["TEST_DATABASE_URL"];

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

async function killAtChosen(engine: Engine, operations: readonly Operation[]): Promise<readonly Row[]> {
  const tally = createTally();
  const isWanted = createChoice();
  const stage = await openStage({ engine, heir: engine === "sqlite" ? "restart" : "replica", postgres });
  try {
    for (const operation of operations)
      await runKills(stage, operation, isWanted, (point, killed) => tally.add(engine, point, killed));
  } finally {
    await stage.close();
  }
  return tally.rows();
}

/** Kills the app at one point of each boundary that these operations pass. A file for each call: so they run beside each other. */
export function testKills(engine: Engine, operations: readonly Operation[]): void {
  const isThere = engine === "sqlite" || postgres !== undefined;
  const names = operations.map(({ name }) => name).join(", ");
  (isThere ? test : test.skip)(
    `killed on ${engine} during ${names}: nothing is lost, nothing is done twice, and who asked is told`,
    async () => {
      const rows = await killAtChosen(engine, operations);

      expect(rows.filter((row) => !isClean(row))).toEqual([]);
      // A replica may be quicker than the process that is to die; most often it is not.
      expect(rows.filter(({ reached }) => reached > 0).length).toBeGreaterThan(rows.length / 2);
    },
    600_000,
  );
}
