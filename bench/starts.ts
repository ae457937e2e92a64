import { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { DELIVERIES } from "./deliveries.ts";
import { type Figure, toFigure } from "./figures.ts";
import type { Load } from "./load.ts";
import { post } from "./post.ts";
import { ask, endProcess, type Server, startHelper } from "./processes.ts";
import { alternate } from "./rounds.ts";

/** How long a process that has started is left alone before its memory counts: what follows a start is done by then. */
const IDLE_MS = 1_000;
const BURSTS = [
  { kind: "help", requests: 4_000, connections: 50 },
  { kind: "create", requests: 120, connections: 10 },
  { kind: "action", requests: 120, connections: 10 },
] as const;

type Measured = { readonly first_ack_ms: number; readonly idle_mb: number; readonly after_mb: number };

/**
 * From the start of a process to its first ack, and what memory it holds (resident) after that, and after bursts of deliveries: ours
 * beside bare Bolt's, each started anew in alternating rounds, on databases that are there.
 */
export async function* measureStarts(
  start: { readonly ours: () => Promise<Server>; readonly peer: () => Promise<Server> },
  {
    rounds,
    seconds,
    share,
    only,
    slackUrl,
    loadFile,
  }: { rounds: number; seconds: number; share: number; only: RegExp; slackUrl: string; loadFile: string },
): AsyncGenerator<Figure> {
  const names = {
    "start.first_ack_ms": "first_ack_ms",
    "memory.idle_mb": "idle_mb",
    "memory.after_mb": "after_mb",
  } as const;
  const wanted = Object.entries(names).filter(([name]) => only.test(name));
  if (wanted.length === 0) return;
  const withBursts = only.test("memory.after_mb");

  async function measure(begin: () => Promise<Server>): Promise<Measured> {
    const agent = new Agent({ keepAlive: true });
    const begun = performance.now();
    const server = await begin();
    try {
      await post(`${server.url}/slack/events`, DELIVERIES.help({ turn: 0, slackUrl }), agent);
      const first_ack_ms = performance.now() - begun;
      await pause(IDLE_MS);
      const idle_mb = await memoryOf(server);
      if (withBursts) await sendBursts(server);
      return { first_ack_ms, idle_mb, after_mb: await memoryOf(server) };
    } finally {
      agent.destroy();
      await endProcess(server.process);
    }
  }

  async function sendBursts({ url }: Server): Promise<void> {
    const load = startHelper(loadFile);
    try {
      for (const burst of BURSTS) {
        const requests = Math.ceil(burst.requests * share);
        await ask(load, { ...burst, requests, url, slackUrl, task: "", isConstant: true } satisfies Load);
      }
    } finally {
      await endProcess(load);
    }
  }

  const measured = await alternate(
    { fewest: 2, most: rounds, seconds },
    { ours: () => measure(start.ours), peer: () => measure(start.peer) },
  );
  for (const [name, what] of wanted)
    yield toFigure(
      name,
      what === "first_ack_ms" ? "ms" : "MB",
      measured.map(({ ours, peer }) => ({ ours: ours[what], peer: peer[what] })),
    );
}

async function memoryOf({ process }: Server): Promise<number> {
  const { residentBytes } = await ask<{ residentBytes: number }>(process, "usage");
  return residentBytes / 1e6;
}
