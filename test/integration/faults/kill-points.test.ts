import { describe, expect, test } from "@jest/globals";
import type { Engine } from "../../../src/store/engine/open.ts";
import type { Point } from "../../faults/protocol.ts";
import { OPERATIONS, runKills } from "../../faults/run-kills.ts";
import { openStage } from "../../faults/stage.ts";
import { createTally, isClean } from "../../faults/tally.ts";

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

describe.each<[string, Engine]>([
  ["SQLite", "sqlite"],
  ["PostgreSQL", "postgres"],
])("state in %s", (_name, engine) => {
  const isThere = engine === "sqlite" || postgres !== undefined;

  (isThere ? test : test.skip)(
    "whatever the app is doing when it is killed, nothing is lost, nothing is done twice, and who asked is told",
    async () => {
      const tally = createTally();
      const isWanted = createChoice();
      const stage = await openStage({ engine, heir: engine === "sqlite" ? "restart" : "replica", postgres });
      try {
        for (const operation of OPERATIONS)
          await runKills(stage, operation, isWanted, (point, killed) => tally.add(engine, point, killed));
      } finally {
        await stage.close();
      }
      const rows = tally.rows();

      expect(rows.filter((row) => !isClean(row))).toEqual([]);
      // A replica may be quicker than the process that is to die; most often it is not.
      expect(rows.filter(({ reached }) => reached > 0).length).toBeGreaterThan(rows.length / 2);
    },
    600_000,
  );
});
