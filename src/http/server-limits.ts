import type { ServerOptions } from "node:http";

export const ARRIVAL_TIMES = {
  /** A request that has not arrived whole within it, its headers or its body, is ended: Slack and browsers send theirs within a second. */
  whole: 15_000,
  /** Node looks every half minute by default, which would make it 45 seconds. */
  looksEvery: 1_000,
};
export type ArrivalTimes = Readonly<typeof ARRIVAL_TIMES>;

/**
 * Idle connections are kept longer than a proxy in front keeps them (60 s is usual): with Node's five seconds, a request that
 * comes just then meets a closed connection, and Slack shows `dispatch_failed`.
 */
const KEPT_IDLE_MS = 65_000;

/** For every HTTP server that we open. */
export const serverLimits = ({ whole, looksEvery }: ArrivalTimes): ServerOptions => ({
  headersTimeout: whole,
  requestTimeout: whole,
  connectionsCheckingInterval: looksEvery,
  keepAliveTimeout: KEPT_IDLE_MS,
});
