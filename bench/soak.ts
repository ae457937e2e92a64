import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DELIVERIES } from "./deliveries.ts";
import { openLabeler } from "./labeler.ts";
import { post } from "./post.ts";
import { endProcess, startServer } from "./processes.ts";
import { seedLabeling } from "./seed-labeling.ts";
import type { Delivery } from "./signed.ts";
import { BOT, PEOPLE, SIGNING_SECRET } from "./workspace.ts";

/**
 * `npm run soak`: mixed traffic on the built app for ten minutes (`--minutes N`), beside a stub of Slack. Every so often the app is
 * asked for its metrics; at the end a JSON line for each figure says how its last third compares with its first: memory and handles
 * that grow, and acks that slow down, are leaks.
 */
const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const SAMPLES = 30;
const durationMs = Number(values.minutes) * 60_000;
if (!(durationMs > 0)) throw new Error("--minutes takes a number above 0");

/** People who type, and people who label: each goes on some while after their last answer, as people do. */
const TYPING = 20;
const LABELING = 10;
const PAUSE_MS = 1_000;
const COMMANDS = [DELIVERIES.help, DELIVERIES.mine, DELIVERIES.list, DELIVERIES.create];

const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-soak-"));
const task = await seedLabeling(dataDir);
const slack = await startServer(join(import.meta.dirname, "slack-stub.js"), {});
const app = await startServer(join(process.cwd(), "dist/main.js"), {
  SLACK_BOT_TOKEN: BOT.token,
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_API_URL: `${slack.url}/api/`,
  DATA_DIR: dataDir,
  PORT: "0",
  METRICS_PORT: "0",
});

/** Connections that were idle for so long are not used again: the app ends them after 65 s, and a delivery may meet that. */
const KEPT_IDLE_MS = 30_000;
const agent = new Agent({ keepAlive: true, timeout: KEPT_IDLE_MS });
const send = (delivery: Delivery): Promise<string> => post(`${app.url}/slack/events`, delivery, agent);
const until = performance.now() + durationMs;
/** How long acks took since the last sample, in milliseconds. */
let took: number[] = [];

async function type(turn: number): Promise<void> {
  for (let nth = turn; performance.now() < until; nth += 1) {
    const command = COMMANDS[nth % COMMANDS.length] ?? DELIVERIES.help;
    const delivery = command({ turn, slackUrl: slack.url });
    const begun = performance.now();
    await send(delivery);
    took.push(performance.now() - begun);
    await sleep(PAUSE_MS);
  }
}

/** Whoever sees no input for this long presses Start again, as people do. */
const PATIENCE_MS = 20_000;
/** How often that was. */
let stuck = 0;

async function label(turn: number): Promise<void> {
  while (performance.now() < until) {
    try {
      await labelInOneWindow(turn);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
      stuck += 1;
    }
  }
}

async function labelInOneWindow(turn: number): Promise<void> {
  const from = { turn, slackUrl: slack.url, task, isConstant: false };
  const labeler = await openLabeler({ ...from, send, patienceMs: PATIENCE_MS });
  while (performance.now() < until) {
    took.push(await labeler.answer());
    await sleep(PAUSE_MS);
  }
}

const FIGURES = {
  memory_mb: (read) => read("process_resident_memory_bytes") / 1e6,
  heap_mb: (read) => read("nodejs_heap_size_used_bytes") / 1e6,
  handles: (read) => read("nodejs_active_handles_total"),
  resources: (read) => read("nodejs_active_resources_total"),
  open_files: (read) => read("process_open_fds"),
  lag_p99_ms: (read) => read("nodejs_eventloop_lag_p99_seconds") * 1000,
  acks: () => took.length,
  ack_p50_ms: () => quantile(took, 0.5),
  ack_p99_ms: () => quantile(took, 0.99),
} as const satisfies Record<string, (read: (metric: string) => number) => number>;
type Name = keyof typeof FIGURES;
const NAMES = Object.keys(FIGURES) as Name[];

async function sample(): Promise<Record<Name, number>> {
  const text = await (await fetch(app.metricsUrl ?? "")).text();
  const read = (metric: string): number => Number(new RegExp(`^${metric} (\\S+)$`, "m").exec(text)?.[1]);
  const measured = Object.fromEntries(NAMES.map((name) => [name, FIGURES[name](read)]));
  took = [];
  return measured as Record<Name, number>;
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const show = (number: number): string => number.toPrecision(3).padStart(10);

try {
  const traffic = Promise.all([
    ...Array.from({ length: TYPING }, (_, turn) => type(turn)),
    ...Array.from({ length: LABELING }, (_, turn) => label(PEOPLE.length - 1 - turn)),
  ]);
  const samples: Record<Name, number>[] = [];
  process.stdout.write(`${"minute".padStart(8)} ${NAMES.map((name) => name.padStart(10)).join(" ")}\n`);
  const sampling = (async () => {
    for (let nth = 1; nth <= SAMPLES; nth += 1) {
      await sleep(durationMs / SAMPLES);
      const now = await sample();
      samples.push(now);
      const minute = ((nth / SAMPLES) * durationMs) / 60_000;
      process.stdout.write(`${minute.toFixed(2).padStart(8)} ${NAMES.map((name) => show(now[name])).join(" ")}\n`);
    }
  })();
  await Promise.all([traffic, sampling]);

  const third = Math.floor(samples.length / 3);
  for (const name of NAMES) {
    // The heap holds garbage until it is collected: what stays is its lowest.
    const part = name === "heap_mb" ? 0 : 0.5;
    const of = (some: readonly Record<Name, number>[]) =>
      quantile(
        some.map((one) => one[name]),
        part,
      );
    const [first, last] = [of(samples.slice(0, third)), of(samples.slice(-third))];
    process.stdout.write(`${JSON.stringify({ name: `soak.${name}`, first, last, ratio: last / first })}\n`);
  }
  process.stdout.write(`${JSON.stringify({ name: "soak.windows_without_input", value: stuck })}\n`);
} finally {
  agent.destroy();
  await Promise.all([app.process, slack.process].map(endProcess));
  await rm(dataDir, { recursive: true, force: true });
}
