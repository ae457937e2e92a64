import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureAcks } from "./acks.ts";
import { here, startApp, startPeer } from "./apps.ts";
import { measureAssigning } from "./assign.ts";
import { problemsOf, unmeasuredIn } from "./bounds.ts";
import { measureFanOut } from "./fan-out.ts";
import { buildTable, type Figure } from "./figures.ts";
import { measureGrowth } from "./growth.ts";
import { measureImport } from "./importing.ts";
import { measureLoaded } from "./loaded.ts";
import { measureOutbox } from "./outbox-size.ts";
import { endProcess, startHelper, startServer } from "./processes.ts";
import { seedLabeling } from "./seed-labeling.ts";
import { measureStarts } from "./starts.ts";

/**
 * `npm run bench`: the built app, a bare Bolt app, a stub of Slack and a load generator, each in a process of its own. Prints one
 * JSON line per figure, and a table. `--quick` ends within a minute; `--only` takes a pattern of names, `--rounds` a number,
 * `--profile` a directory for the CPU profile of ours. `--check` ends with code 1 where a ratio is out of its bounds (bounds.ts).
 */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    profile: { type: "string" },
  },
});
const { quick } = values;
const only = new RegExp(values.only);
const rounds = Number(values.rounds ?? (quick ? 5 : 9));
/** A section takes so many seconds on a quiet machine, or as much less as is left of the minute; some rounds are made in any case. */
const until = performance.now() + (quick ? 45 : 7_200) * 1000;
const within = (seconds: number): number => Math.max(0, Math.min(seconds, (until - performance.now()) / 1000));

const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-bench-"));
const slack = await startServer(here("slack-stub.js"), {});
const load = startHelper(here("load.js"));
const startIn = (directory: string) => startApp(slack, directory);
const figures: Figure[] = [];

/** A line for each figure as soon as it is known; its table comes at the end. */
async function print(measured: AsyncIterable<Figure>): Promise<void> {
  for await (const figure of measured) {
    figures.push(figure);
    process.stdout.write(`${JSON.stringify(figure)}\n`);
  }
}

async function printAcks(): Promise<void> {
  const ours = await startApp(slack, dataDir, values.profile);
  const peer = await startPeer(slack, dataDir);
  try {
    await print(measureAcks({ ours, peer, slack, load, task }, { rounds, seconds: quick ? 0.45 : 10, only, quick }));
  } finally {
    await Promise.all([ours.process, peer.process].map(endProcess));
  }
}

const task = await seedLabeling(dataDir);
try {
  await printAcks();
  await print(
    measureStarts(
      { ours: () => startIn(dataDir), peer: () => startPeer(slack, dataDir) },
      {
        rounds,
        seconds: within(quick ? 5 : 120),
        share: quick ? 0.1 : 1,
        only,
        slackUrl: slack.url,
        loadFile: here("load.js"),
      },
    ),
  );
  await print(measureLoaded({ slack, load, startApp: startIn, quick, only, slices: quick ? 4 : 40 }));
  await print(measureFanOut(here, { quick, only }));
  const ofGrowth = { fewest: quick ? 1 : 3, most: rounds, seconds: within(quick ? 0.2 : 20) };
  await print(measureGrowth({ slack, startApp: startIn, quick, only, rounds: ofGrowth }));
  await print(
    measureOutbox({ quick, only, rounds: { fewest: quick ? 1 : 3, most: rounds, seconds: within(quick ? 0.5 : 30) } }),
  );
  const ofAssigning = (inputs: number): number => (quick ? 1 : inputs < 1_000_000 ? 5 : 3);
  await print(measureAssigning(here("assigner.js"), { quick, only, rounds: ofAssigning }));
  await print(
    measureImport({ quick, only, rounds: { fewest: quick ? 1 : 3, most: rounds, seconds: within(quick ? 1 : 120) } }),
  );
} finally {
  await Promise.all([slack.process, load].map(endProcess));
  await rm(dataDir, { recursive: true, force: true });
}

process.stdout.write(`\n${buildTable(figures)}\n`);
if (values.check) {
  const unmeasured = values.only === "" ? unmeasuredIn(figures) : [];
  const problems = [...problemsOf(figures), ...unmeasured.map((name) => `${name}: nothing was measured`)];
  for (const problem of problems) process.stderr.write(`Out of bounds: ${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
