import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import type { Log } from "../domain/log.ts";
import { refuse } from "./refuse.ts";
import { createDeliveryTaker } from "./take-delivery.ts";

/** Slack gives up after three seconds, and tells the person so (docs.slack.dev/interactivity/handling-user-interaction). */
const ACK_WITHIN_MS = 3_000;

/**
 * Bolt's receiver for signed HTTP. Bolt's own reads a body without a limit, parses it before it verifies, takes requests from the
 * future (a replay could be kept for later), keeps what is shapeless open for three seconds, and fails on JSON's `null` where
 * nothing catches it, which ends the process. In here a request is read, verified and parsed once, and answered in one piece
 * (docs/performance.md). `take` serves a request to Slack's endpoint; who listens is up to the caller.
 */
export function createHttpReceiver(options: { signingSecret: string; log: Log; ackWithinMs?: number }): {
  readonly receiver: Receiver;
  readonly take: RequestListener;
} {
  const { log, ackWithinMs = ACK_WITHIN_MS } = options;
  const takeDelivery = createDeliveryTaker(options);
  let app: Pick<App, "processEvent"> | undefined;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await takeDelivery(request);
    if (typeof body === "number") return refuse(request, response, body);
    if (body["ssl_check"] === "1") return answer(response, undefined);
    if (body["type"] === "url_verification") return answer(response, { challenge: body["challenge"] });
    if (body["type"] === "app_rate_limited") {
      log.warn({ team: body["team_id"] }, "Slack delivers no more events for a while: too many have happened");
      return answer(response, undefined);
    }
    await handle(body, response);
  }

  async function handle(body: ReceiverEvent["body"], response: ServerResponse): Promise<void> {
    const tooLate = setTimeout(() => {
      log.error({}, "a delivery was not acknowledged in time");
      response.writeHead(504, { "content-length": 0 }).end();
    }, ackWithinMs);
    const ack: ReceiverEvent["ack"] = async (words) => {
      clearTimeout(tooLate);
      if (response.headersSent) throw new Error("Slack does not wait for this ack any more");
      answer(response, words);
    };
    try {
      await app?.processEvent({ body, ack });
      // Whoever handled it had nothing to say to it.
      if (!response.headersSent) response.writeHead(404, { "content-length": 0 }).end();
    } catch (error) {
      // It has been logged and told by then (handlers/delivery/boundary.ts); what nobody acknowledged is refused.
      if (!response.headersSent) response.writeHead(isOfAnother(error) ? 401 : 500, { "content-length": 0 }).end();
    } finally {
      clearTimeout(tooLate);
    }
  }

  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {},
    stop: async () => {},
  };
  return {
    receiver,
    take: (request, response) => {
      take(request, response).catch((err: unknown) => {
        // Most often a client that went away before it had sent everything.
        log.warn({ err }, "a request could not be read");
        response.destroy();
      });
    },
  };
}

/** In one piece: without a length Node would send it in chunks, of which each is written by itself. */
function answer(response: ServerResponse, words: unknown): void {
  const text = words === undefined || typeof words === "string" ? (words ?? "") : JSON.stringify(words);
  const type = typeof words === "object" ? "application/json" : "text/plain; charset=utf-8";
  response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
}

const isOfAnother = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "slack_bolt_authorization_error";
