import { Agent } from "node:http";
import { DELIVERIES, type Kind } from "./deliveries.ts";
import { type Labeler, openLabeler } from "./labeler.ts";
import { post } from "./post.ts";
import type { Delivery } from "./signed.ts";
import { timeNow } from "./workspace.ts";

/** So many deliveries of a kind, over so many connections, each with one under way at a time. */
export type Load = {
  readonly kind: Kind;
  readonly connections: number;
  readonly requests: number;
  readonly url: string;
  readonly slackUrl: string;
  /** The task whose inputs are labeled. */
  readonly task: string;
  /** True for the peer, which answers every label with a window like the one that it got. */
  readonly isConstant: boolean;
};
/** Times of the clock (ms), how long all waited for their acks together, and how long the slowest hundredth did at least. */
export type Loaded = {
  readonly begun: number;
  readonly ended: number;
  readonly waitedMs: number;
  readonly p99Ms: number;
  /** How long the slowest did. */
  readonly mostMs: number;
};

process.on("message", async (load: Load) => process.send?.(await send(load)));

async function send(load: Load): Promise<Loaded> {
  const { kind, connections, requests, url, slackUrl } = load;
  if (kind === "label") return label(load);
  // Made before, so that the load generator has little to do while it measures.
  const deliveries = Array.from({ length: requests }, (_, turn) => DELIVERIES[kind]({ turn, slackUrl }));
  const waited: number[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  async function sendOnOneConnection(): Promise<void> {
    for (let delivery = deliveries.pop(); delivery; delivery = deliveries.pop()) {
      const begun = performance.now();
      await post(`${url}/slack/events`, delivery, agent);
      waited.push(performance.now() - begun);
    }
  }

  const begun = timeNow();
  await Promise.all(Array.from({ length: connections }, sendOnOneConnection));
  const ended = timeNow();
  agent.destroy();
  return { begun, ended, waitedMs: sum(waited), ...slowest(waited) };
}

/** Who labels at a server, by its address: their windows stay open from one load to the next. */
const labeling = new Map<string, { readonly agent: Agent; readonly labelers: Labeler[] }>();

/** As many people as connections label, each one input after the other: an answer is sent when the ack before has brought the next input. */
async function label({ connections, requests, url, slackUrl, task, isConstant }: Load): Promise<Loaded> {
  const { agent, labelers } = labeling.get(url) ?? { agent: new Agent({ keepAlive: true }), labelers: [] };
  labeling.set(url, { agent, labelers });
  const sendTo = (delivery: Delivery) => post(`${url}/slack/events`, delivery, agent);
  for (let turn = labelers.length; turn < connections; turn += 1)
    labelers.push(await openLabeler({ turn, slackUrl, task, isConstant, send: sendTo }));
  const waited: number[] = [];
  const begun = timeNow();
  await Promise.all(
    labelers.slice(0, connections).map(async (labeler) => {
      for (let left = Math.ceil(requests / connections); left > 0; left -= 1) waited.push(await labeler.answer());
    }),
  );
  const ended = timeNow();
  return { begun, ended, waitedMs: sum(waited), ...slowest(waited) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function slowest(waited: readonly number[]): Pick<Loaded, "p99Ms" | "mostMs"> {
  const sorted = waited.toSorted((a, b) => a - b);
  return { p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN, mostMs: sorted.at(-1) ?? Number.NaN };
}
