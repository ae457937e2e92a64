import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Fuzz, openFuzz } from "./fuzz/fuzz.ts";
import { KINDS } from "./fuzz/seeds.ts";

/** The same ones each time; `npm run faults` sends 10,000 of each, and others with every run. */
const SENT_OF_EACH = 500;
const SEED = 41;

let fuzz: Fuzz;
beforeAll(async () => {
  fuzz = await openFuzz();
});
afterAll(() => fuzz?.close());

test.each(KINDS)(
  "%s: whatever Slack sends under a valid signature, nothing breaks and nobody reads a raw error",
  async (kind) => {
    expect(await fuzz.run(kind, SENT_OF_EACH, SEED)).toEqual([]);
  },
);
