import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../domain/log.ts";

/** Messages wait since then: Slack refuses the token or the app in this word of its own, for all it is asked or for some of it. */
export type Hold = { readonly word: string; readonly since: Date; readonly isOfAll: boolean };

/** What watches the app waits a second or two itself (Kubernetes: one); a database that hangs is not ready. */
const ANSWERED_WITHIN_MS = 2_000;

/**
 * `/healthz`: the process lives; it answers only once the start has finished. `/readyz`: the database can be written, and Slack
 * takes the token; else 503. Each thing that is wrong has a line, also where the app goes on without it: a scope that is missing
 * for one kind of message is no reason to take nothing more from Slack.
 */
export function createHealthRoutes(deps: { isReady: () => Promise<void>; holds: () => readonly Hold[]; log: Log }) {
  const { isReady, holds, log } = deps;

  async function look(): Promise<{ status: 200 | 503; lines: readonly string[] }> {
    const held = holds();
    const lines = held.map(({ word, since, isOfAll }) => {
      const what = isOfAll ? "messages wait" : "some messages wait";
      return `Slack refuses the token or the app (${word}) since ${since.toISOString()}: ${what}`;
    });
    try {
      await within(ANSWERED_WITHIN_MS, isReady());
      if (held.some(({ isOfAll }) => isOfAll)) return { status: 503, lines };
      return { status: 200, lines: ["ready", ...lines] };
    } catch (err) {
      log.error({ err }, "the database cannot be written");
      return { status: 503, lines: ["the database cannot be written", ...lines] };
    }
  }

  return {
    "/healthz": (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
    },
    "/readyz": (_request: IncomingMessage, response: ServerResponse): void => {
      void look().then(({ status, lines }) => {
        response.writeHead(status, { "content-type": "text/plain" }).end(`${lines.join("\n")}\n`);
      });
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
