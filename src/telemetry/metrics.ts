import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Watch } from "../domain/watch.ts";

/** Seconds, about what people notice (0.2) and what Slack waits for (3). */
const ACK_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 3];
/** Seconds; a call that somebody waits for ends after 2.5, one in the background after 30. */
const CALL_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is asked of the parts when somebody looks. */
export type Levels = {
  /** How many events of the outbox are in each state, and since how many seconds the oldest is; undefined: it cannot be read. */
  readonly outbox: readonly { readonly state: string; readonly events: number; readonly oldestS: number }[] | undefined;
  /** What people have said and the Tasks API has not got yet, and since how many seconds the oldest waits; undefined as above. */
  readonly unsent: readonly { readonly lane: string; readonly rows: number; readonly oldestS: number }[] | undefined;
  readonly queues: readonly { readonly queue: string; readonly waiting: number; readonly running: number }[];
  /** How many words of Slack's hold messages back. */
  readonly holds: number;
};

export type Metrics = {
  readonly watch: Watch;
  readonly contentType: string;
  /** What is to be scraped. */
  read(levels: Levels): Promise<string>;
};

/** Prometheus' metrics of one app, in a registry of their own. Labels hold kinds, names of calls and outcomes, and nothing else. */
export function createMetrics(): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });

  const acks = new Histogram({
    name: "labeldesk_ack_seconds",
    help: "From a delivery's arrival to its ack; Slack waits three seconds.",
    labelNames: ["kind", "outcome"],
    buckets: ACK_BUCKETS,
    registers,
  });
  const calls = new Histogram({
    name: "labeldesk_tasks_api_seconds",
    help: "Calls of the Tasks API, with all their attempts.",
    labelNames: ["call", "outcome"],
    buckets: CALL_BUCKETS,
    registers,
  });
  const slackCalls = new Histogram({
    name: "labeldesk_slack_api_seconds",
    help: "Calls on Slack's Web API.",
    labelNames: ["method", "outcome"],
    buckets: CALL_BUCKETS,
    registers,
  });
  const events = new Counter({
    name: "labeldesk_outbox_attempts_total",
    help: "What came of events that were taken up: sent, retried (failed, again later), put_off (Slack asks to wait, or refuses the app), dead, lost (taken up elsewhere), failed.",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const outboxEvents = new Gauge({
    name: "labeldesk_outbox_events",
    help: "Events in the outbox that are not done, of all replicas.",
    labelNames: ["state"],
    registers,
  });
  const outboxOldest = new Gauge({
    name: "labeldesk_outbox_oldest_seconds",
    help: "How long the oldest event of this state has been in it; 0 without one.",
    labelNames: ["state"],
    registers,
  });
  const unsent = new Gauge({
    name: "labeldesk_unsent",
    help: "Labels and batches of verdicts that the Tasks API has not got yet, of all replicas.",
    labelNames: ["lane"],
    registers,
  });
  const unsentOldest = new Gauge({
    name: "labeldesk_unsent_oldest_seconds",
    help: "How long the oldest of them waits; 0 without one.",
    labelNames: ["lane"],
    registers,
  });
  const queue = new Gauge({
    name: "labeldesk_queue",
    help: "Work behind the acks in this process.",
    labelNames: ["queue", "state"],
    registers,
  });
  const holds = new Gauge({
    name: "labeldesk_outbox_holds",
    help: "For how many reasons Slack refuses the token or the app; /readyz names them.",
    registers,
  });

  const observe: Readonly<Record<Parameters<Watch>[0]["what"], (name: string, outcome: string, s: number) => void>> = {
    delivery: (kind, outcome, s) => acks.observe({ kind, outcome }, s),
    call: (call, outcome, s) => calls.observe({ call, outcome }, s),
    slack: (method, outcome, s) => slackCalls.observe({ method, outcome }, s),
    event: (kind, outcome) => events.inc({ kind, outcome }),
  };

  function show(levels: Levels): void {
    // A state of which nobody knows is not there, rather than at its last number.
    for (const gauge of [outboxEvents, outboxOldest, unsent, unsentOldest]) gauge.reset();
    for (const { state, events: number, oldestS } of levels.outbox ?? []) {
      outboxEvents.set({ state }, number);
      outboxOldest.set({ state }, oldestS);
    }
    for (const { lane, rows, oldestS } of levels.unsent ?? []) {
      unsent.set({ lane }, rows);
      unsentOldest.set({ lane }, oldestS);
    }
    for (const { queue: name, waiting, running } of levels.queues) {
      queue.set({ queue: name, state: "waiting" }, waiting);
      queue.set({ queue: name, state: "running" }, running);
    }
    holds.set(levels.holds);
  }

  return {
    contentType: register.contentType,
    async watch({ what, name }, run) {
      const from = performance.now();
      let isNoted = false;
      const note = (outcome: string): void => {
        if (isNoted) return;
        isNoted = true;
        observe[what](name, outcome, (performance.now() - from) / 1000);
      };
      try {
        return await run(note);
      } finally {
        note("failed");
      }
    },
    read(levels) {
      show(levels);
      return register.metrics();
    },
  };
}
