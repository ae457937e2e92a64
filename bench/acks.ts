import type { ChildProcess } from "node:child_process";
import type { Kind } from "./deliveries.ts";
import { type Figure, toFigure } from "./figures.ts";
import type { Load, Loaded } from "./load.ts";
import { ask, type Server } from "./processes.ts";
import { alternate } from "./rounds.ts";

/**
 * What is sent in a round, and which call on Slack follows each ack: a round ends with the last of them. Of what is `later` only ours
 * does anything after the ack, and only the acks count.
 */
type Scenario = {
  readonly kind: Kind;
  /** What its figures are called where that is not the kind. */
  readonly name?: string;
  readonly followedBy?: string;
  readonly later?: boolean;
  /** So many deliveries a round, and no more. */
  readonly burst?: number;
};

const SUBMIT = { kind: "submit", followedBy: "views.update", later: true } as const;
const SCENARIOS: readonly Scenario[] = [
  { kind: "help" },
  { kind: "create", followedBy: "views.open" },
  { kind: "action", followedBy: "views.update" },
  { ...SUBMIT, burst: 100 },
  // As many connections as there are people who label.
  { kind: "label" },
];
/** Forms without an end: what they promise is carried out between their acks then. */
const STREAM: Scenario = { ...SUBMIT, name: "stream" };
const CONNECTIONS = [1, 10, 50];
/** To compile what runs, to get to know the people, and to see how many requests fit into a round. */
const FIRST_REQUESTS = 20;
const MOST_REQUESTS = 4_000;

export type Parties = {
  readonly ours: Server;
  readonly peer: Server;
  readonly slack: Server;
  readonly load: ChildProcess;
  /** The task that people label. */
  readonly task: string;
};

/** `seconds`: about how long the rounds of a name take on a machine that does nothing else. */
export type AckOptions = {
  readonly rounds: number;
  readonly seconds: number;
  readonly only: RegExp;
  /** Leaves the stream out. */
  readonly quick: boolean;
};

/** Acks per second of wall time, the slowest hundredth of them, and the processor time of each, ours beside bare Bolt's in alternating rounds. */
export async function* measureAcks(
  parties: Parties,
  { rounds: most, seconds, only, quick }: AckOptions,
): AsyncGenerator<Figure> {
  for (const scenario of quick ? SCENARIOS : [...SCENARIOS, STREAM]) {
    const { kind, burst = MOST_REQUESTS } = scenario;
    for (const connections of CONNECTIONS) {
      const name = `ack.${scenario.name ?? kind}.c${connections}`;
      if (!only.test(name)) continue;
      const run = (server: Server, requests: number) =>
        measure(parties, server, { ...scenario, connections, requests });
      const requests = await fitting(run, parties, { connections, ms: (seconds * 1000) / most / 2, most: burst });
      const rounds = await alternate(
        // A machine with other work to do takes longer, and gets fewer.
        { fewest: 2, most, seconds: seconds * 2 },
        { ours: () => run(parties.ours, requests), peer: () => run(parties.peer, requests) },
      );
      const figure = (what: keyof Measured, unit: string) =>
        toFigure(
          `${name}.${what}`,
          unit,
          rounds.map(({ ours, peer }) => ({ ours: ours[what], peer: peer[what] })),
          what === "p99_ms" ? { requests: requests * rounds.length } : {},
        );
      yield* [figure("rps", "/s"), figure("p99_ms", "ms"), figure("cpu_us", "µs")];
      if (kind === "label") yield figure("nonstop_rps", "/s");
    }
  }
}

/** How many requests both answer within a time (ms) on average: measured, since machines and kinds of requests differ by far. */
async function fitting(
  run: (server: Server, requests: number) => Promise<Measured>,
  { ours, peer }: Parties,
  { connections, ms, most }: { connections: number; ms: number; most: number },
): Promise<number> {
  // Twice: the first time they compile what they run.
  let took = 0;
  for (let turn = 0; turn < 2; turn += 1) {
    const requests = Math.max(FIRST_REQUESTS, connections);
    took = ((await run(ours, requests)).took_ms + (await run(peer, requests)).took_ms) / 2 / requests;
  }
  return Math.max(connections, Math.min(most, Math.round(ms / took)));
}

type Measured = {
  readonly took_ms: number;
  readonly rps: number;
  readonly p99_ms: number;
  readonly cpu_us: number;
  /** By the clock, with what is waited for between the deliveries. */
  readonly nonstop_rps: number;
};

async function measure(
  { slack, load, peer, task }: Parties,
  server: Server,
  {
    kind,
    connections,
    requests,
    followedBy,
    later = false,
  }: Scenario & { readonly connections: number; readonly requests: number },
): Promise<Measured> {
  const before = await ask<{ cpuUs: number }>(server.process, "usage");
  const { begun, ended, waitedMs, p99Ms } = await ask<Loaded>(load, {
    kind,
    connections,
    requests,
    url: server.url,
    slackUrl: slack.url,
    task,
    isConstant: server === peer,
  } satisfies Load);
  const calls = later && server === peer ? 0 : requests;
  const called =
    followedBy === undefined ? undefined : (await ask<{ at: number }>(slack.process, { method: followedBy, calls })).at;
  const last = later ? ended : (called ?? ended);
  const after = await ask<{ cpuUs: number }>(server.process, "usage");
  const nonstop_rps = (requests * 1000) / (last - begun);
  return {
    took_ms: last - begun,
    // Whoever has labeled the ten that they hold waits for the next ten, which is no ack: people take seconds over them.
    rps: kind === "label" ? (requests * connections * 1000) / waitedMs : nonstop_rps,
    nonstop_rps,
    p99_ms: p99Ms,
    cpu_us: (after.cpuUs - before.cpuUs) / requests,
  };
}
