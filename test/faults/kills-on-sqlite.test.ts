import { expect, test } from "@jest/globals";
import { killAtChosen } from "./kill-at-chosen.ts";
import { isClean } from "./tally.ts";

const postgres = process.env["TEST_DATABASE_URL"];

test("whatever the app is doing when it is killed, its state in SQLite, nothing is lost, nothing is done twice, and who asked is told", async () => {
  const rows = await killAtChosen("sqlite", postgres);

  expect(rows.filter((row) => !isClean(row))).toEqual([]);
  // A replica may be quicker than the process that is to die; most often it is not.
  expect(rows.filter(({ reached }) => reached > 0).length).toBeGreaterThan(rows.length / 2);
}, 600_000);
