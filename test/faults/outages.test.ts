import { describe, expect, test } from "@jest/globals";
import type { Engine } from "../../src/store/engine/open.ts";
import { runOutages } from "./run-outages.ts";
import { createTally, isClean } from "./tally.ts";

const postgres = process.env["TEST_DATABASE_URL"];

/** Of Slack's and the Tasks API's failures the suites in `app/` have more; here is what no other suite has. */
const HERE = /^(database|disk|clock)|again/;

describe.each<[string, Engine]>([
  ["SQLite", "sqlite"],
  ["PostgreSQL", "postgres"],
])("state in %s", (_name, engine) => {
  const isThere = engine === "sqlite" || postgres !== undefined;

  (isThere ? test : test.skip)(
    "a locked or full or lost database, a clock that jumps, and deliveries that come again: one task, everybody told once",
    async () => {
      const tally = createTally();
      const add = (name: string, counts: Parameters<typeof tally.add>[2]["counts"]) =>
        tally.add(engine, name, { wasReached: true, counts });

      await runOutages({ engine, postgres }, (name) => HERE.test(name), add);

      expect(tally.rows().length).toBeGreaterThan(0);
      expect(tally.rows().filter((row) => !isClean(row))).toEqual([]);
    },
    600_000,
  );
});
