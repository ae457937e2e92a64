import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureAcks } from "./acks.ts";
import { exampleWindow } from "./example-window.ts";
import { measureFanOut } from "./fan-out.ts";
import { buildTable, type Figure } from "./figures.ts";
import { endProcess, startHelper, startServer } from "./processes.ts";
import { seedLabeling } from "./seed-labeling.ts";
import { measureStarts } from "./starts.ts";
import { BOT, SIGNING_SECRET } from "./workspace.ts";

/**
 * `npm run bench`: the built app, a bare Bolt app, a stub of Slack and a load generator, each in a process of its own. Prints one
 * JSON line per figure, and a table. `--quick` ends within a minute; `--only` takes a pattern of names, `--rounds` a number,
 * `--profile` a directory for the CPU profile of ours.
 */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    profile: { type: "string" },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 5 : 9));

const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-bench-"));
const here = (file: string): string => join(import.meta.dirname, file);
const task = await seedLabeling(dataDir);
const slack = await startServer(here("slack-stub.js"), {});
const SLACK_API_URL = `${slack.url}/api/`;
const startOurs = (options: { profile?: string | undefined } = {}) =>
  startServer(
    join(process.cwd(), "dist/main.js"),
    {
      SLACK_BOT_TOKEN: BOT.token,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL,
      DATA_DIR: dataDir,
      PORT: "0",
    },
    options,
  );
const startPeer = () =>
  startServer(here("bare-bolt.js"), {
    SLACK_API_URL,
    PEER_DATABASE: join(dataDir, "peer.db"),
    PEER_WINDOW: JSON.stringify(exampleWindow()),
  });
const options = { rounds, share: values.quick ? 0.4 : 1, only: new RegExp(values.only) };
const figures: Figure[] = [];

/** A line for each figure as soon as it is known; its table comes at the end. */
async function print(measured: AsyncIterable<Figure>): Promise<void> {
  for await (const figure of measured) {
    figures.push(figure);
    process.stdout.write(`${JSON.stringify(figure)}\n`);
  }
}

async function printAcks(): Promise<void> {
  const ours = await startOurs({ profile: values.profile });
  const peer = await startPeer();
  const load = startHelper(here("load.js"));
  try {
    await print(measureAcks({ ours, peer, slack, load, task }, options));
  } finally {
    await Promise.all([ours.process, peer.process, load].map(endProcess));
  }
}

try {
  await printAcks();
  const parties = { ours: startOurs, peer: startPeer };
  await print(measureStarts(parties, { ...options, slackUrl: slack.url, loadFile: here("load.js") }));
  await print(measureFanOut(here, { quick: values.quick, only: options.only }));
  process.stdout.write(`\n${buildTable(figures)}\n`);
} finally {
  await endProcess(slack.process);
  await rm(dataDir, { recursive: true, force: true });
}
