import { Agent, request } from "node:http";
import { DELIVERIES, type Delivery, type Kind } from "./deliveries.ts";

/** So many deliveries of a kind, over so many connections, each with one under way at a time. */
export type Load = {
  readonly kind: Kind;
  readonly connections: number;
  readonly requests: number;
  readonly url: string;
  readonly slackUrl: string;
};
/** Times of the clock (ms), and how long the slowest hundredth waited at least. */
export type Loaded = { readonly begun: number; readonly ended: number; readonly p99Ms: number };

process.on("message", async (load: Load) => process.send?.(await send(load)));

async function send({ kind, connections, requests, url, slackUrl }: Load): Promise<Loaded> {
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

  const begun = Date.now();
  await Promise.all(Array.from({ length: connections }, sendOnOneConnection));
  const ended = Date.now();
  agent.destroy();
  waited.sort((a, b) => a - b);
  return { begun, ended, p99Ms: waited[Math.ceil(waited.length * 0.99) - 1] ?? Number.NaN };
}

/** Resolves when the answer has come whole; rejects when it is no ack. */
const post = (url: string, { headers, body }: Delivery, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a delivery was answered with ${response.statusCode}`));
      response.once("end", resolve).resume();
    });
    sent.once("error", reject).end(body);
  });
