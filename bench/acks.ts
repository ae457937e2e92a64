import type { ChildProcess } from "node:child_process";
import type { Kind } from "./deliveries.ts";
import { type Figure, toFigure } from "./figures.ts";
import type { Load, Loaded } from "./load.ts";
import { ask, type Server } from "./processes.ts";

/**
 * What is sent in a round, and which call on Slack follows each ack: a round ends with the last of them. Of what is `later` only ours
 * does anything after the ack, and only the acks count.
 */
type Scenario = {
  readonly kind: Kind;
  readonly requests: number;
  readonly followedBy?: string;
  readonly later?: boolean;
};

const SCENARIOS: readonly Scenario[] = [
  { kind: "help", requests: 4_000 },
  { kind: "create", requests: 120, followedBy: "views.open" },
  { kind: "action", requests: 120, followedBy: "views.update" },
  { kind: "submit", requests: 120, followedBy: "views.update", later: true },
  // As many connections as there are people who label.
  { kind: "label", requests: 400 },
];
const CONNECTIONS = [1, 10, 50];

export type Parties = {
  readonly ours: Server;
  readonly peer: Server;
  readonly slack: Server;
  readonly load: ChildProcess;
  /** The task that people label. */
  readonly task: string;
};

/** Acks per second of wall time, the slowest hundredth of them, and the processor time of each, ours beside bare Bolt's in alternating rounds. */
export async function* measureAcks(
  parties: Parties,
  options: { rounds: number; share: number; only: RegExp },
): AsyncGenerator<Figure> {
  for (const scenario of SCENARIOS) {
    for (const connections of CONNECTIONS) {
      const name = `ack.${scenario.kind}.c${connections}`;
      if (!options.only.test(name)) continue;
      const requests = Math.ceil(scenario.requests * options.share * (connections === 1 ? 0.5 : 1));
      const run = (server: Server) => measure(parties, server, { ...scenario, connections, requests });
      // Both have compiled what they run, and know the people, before anything counts.
      await run(parties.ours);
      await run(parties.peer);
      const rounds: { ours: Measured; peer: Measured }[] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        const peerFirst = round % 2 === 1 ? await run(parties.peer) : undefined;
        const ours = await run(parties.ours);
        rounds.push({ ours, peer: peerFirst ?? (await run(parties.peer)) });
      }
      const figure = (what: keyof Measured, unit: string) =>
        toFigure(
          `${name}.${what}`,
          unit,
          rounds.map(({ ours, peer }) => ({ ours: ours[what], peer: peer[what] })),
        );
      yield* [figure("rps", "/s"), figure("p99_ms", "ms"), figure("cpu_us", "µs")];
      if (scenario.kind === "label") yield figure("nonstop_rps", "/s");
    }
  }
}

type Measured = {
  readonly rps: number;
  readonly p99_ms: number;
  readonly cpu_us: number;
  /** By the clock, with what is waited for between the deliveries. */
  readonly nonstop_rps: number;
};

async function measure(
  { slack, load, peer, task }: Parties,
  server: Server,
  { kind, connections, requests, followedBy, later = false }: Scenario & { readonly connections: number },
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
    // Whoever has labeled the ten that they hold waits for the next ten, which is no ack: people take seconds over them.
    rps: kind === "label" ? (requests * connections * 1000) / waitedMs : nonstop_rps,
    nonstop_rps,
    p99_ms: p99Ms,
    cpu_us: (after.cpuUs - before.cpuUs) / requests,
  };
}
