import { parseArgs } from "node:util";
import type { Engine } from "../../src/store/engine/open.ts";
import setUp from "../support/global-setup.js";
import { openFuzz } from "./fuzz/fuzz.ts";
import { KINDS } from "./fuzz/seeds.ts";
import { nameOf } from "./kill-points.ts";
import { parseCount } from "./parse-count.ts";
import { printTable } from "./print-table.ts";
import type { Point } from "./protocol.ts";
import { OPERATIONS, runKills } from "./run-kills.ts";
import { runOutages } from "./run-outages.ts";
import { type Heir, openStage } from "./stage.ts";
import { createTally, isClean } from "./tally.ts";

/** `npm run faults`: CONTRIBUTING.md says what it takes, docs/decisions/0041-points-of-kill.md what it does. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    payloads: { type: "string", default: "10000" },
    only: { type: "string", default: "" },
    database: { type: "string", default: "both" },
  },
});
const rounds = parseCount(values.rounds);
const payloads = parseCount(values.payloads);
const only = new RegExp(values.only);
const engines: readonly Engine[] = (["sqlite", "postgres"] as const).filter(
  (engine) => values.database === "both" || values.database === engine,
);
if (engines.length === 0) throw new Error(`--database is sqlite, postgres or both, and not ${values.database}`);
const postgres = process.env["TEST_DATABASE_URL"];
if (engines.includes("postgres") && postgres === undefined)
  throw new Error("TEST_DATABASE_URL names the PostgreSQL server to use; --database sqlite goes without");

/** How every point is tried, a way a round, in turn: who goes on is the same process, started again, or on PostgreSQL another that was there. */
const WAYS: readonly { readonly when: Point["when"]; readonly heir: Heir }[] = [
  { when: "before", heir: "restart" },
  { when: "after", heir: "restart" },
  { when: "before", heir: "replica" },
  { when: "after", heir: "replica" },
];

const tally = createTally();
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

async function runKillsOn(engine: Engine, round: number): Promise<void> {
  const operations = OPERATIONS.filter(({ name }) => mayMatch(`${name}:`));
  const ways = WAYS.filter(({ heir }) => engine === "postgres" || heir === "restart");
  const way = ways[(round - 1) % ways.length];
  if (operations.length === 0 || way === undefined) return;
  // A workspace of its own for each round: what has piled up in one would slow the next one down.
  const stage = await openStage({ engine, heir: way.heir, postgres });
  try {
    for (const operation of operations) {
      const isWanted = (point: Point) => point.when === way.when && only.test(`${operation.name}: ${nameOf(point)}`);
      await runKills(stage, operation, isWanted, (point, killed) => {
        const row = tally.add(engine, point, killed);
        say({ round, ...way, ...row, wrong: [...row.wrong] });
      });
    }
  } finally {
    await stage.close();
  }
}

async function runOutagesOn(engine: Engine, round: number): Promise<void> {
  if (!mayMatch("outage:")) return;
  const isWanted = (name: string) => only.test(`outage: ${name}`);
  const missing = await runOutages({ engine, postgres }, isWanted, (name, counts) => {
    const row = tally.add(engine, `outage: ${name}`, { wasReached: true, counts });
    say({ round, ...row, wrong: [...row.wrong] });
  });
  for (const name of missing) say({ notRun: name, because: "this process may not mount a small disk" });
}

/** `--only "payloads"` or `--only "create:|edit:"` leaves the others out before anything is started for them. */
function mayMatch(prefix: string): boolean {
  const prefixes = [...OPERATIONS.map(({ name }) => `${name}:`), "outage:", "payloads:"];
  return values.only.split("|").some((wanted) => {
    const named = prefixes.filter((each) => wanted.startsWith(each.slice(0, -1)));
    return named.length === 0 || named.includes(prefix);
  });
}

/** Gives how many kinds something went wrong with. */
async function runPayloads(): Promise<number> {
  const fuzz = await openFuzz();
  let failed = 0;
  try {
    for (const kind of KINDS) {
      if (!only.test(`payloads: ${kind}`)) continue;
      const wrong = await fuzz.run(kind, payloads);
      if (wrong.length > 0) failed += 1;
      say({ payloads: kind, sent: payloads, wrong: wrong.slice(0, 10) });
    }
  } finally {
    await fuzz.close();
  }
  return failed;
}

function end(failed: number): never {
  process.stdout.write(printTable(tally.rows()));
  process.exit(tally.rows().every(isClean) && failed === 0 ? 0 : 1);
}

await setUp();
// Whoever stops it has the counts of what ran.
process.on("SIGINT", () => end(1));
// Round by round: cut short, it says as much of every operation.
async function runOn(engine: Engine): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    await runKillsOn(engine, round);
    await runOutagesOn(engine, round);
  }
}
await Promise.all(engines.map(runOn));
end(mayMatch("payloads:") ? await runPayloads() : 0);
