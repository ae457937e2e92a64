import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { HTTPModuleFunctions, isValidSlackRequest } from "@slack/bolt";
import type { Log } from "./domain/log.ts";

/** How far a request's time may lie ahead of ours: what two clocks may differ by. Bolt itself refuses those older than five minutes. */
const MAX_AHEAD_S = 60;

/** Bolt refuses requests that are too old, and takes those from the future: a replay could be kept for later. */
export function refuseFuture(listener: RequestListener, log: Log): RequestListener {
  return (request, response) => {
    const time = Number(request.headers["x-slack-request-timestamp"]);
    if (!(time > Date.now() / 1000 + MAX_AHEAD_S)) return listener(request, response);
    log.warn({}, "a request from the future was refused: if it came from Slack, this machine's clock is behind");
    response.writeHead(401).end();
  };
}

/**
 * Refuses, at once and with one line in the log, what is signed and yet nothing that Slack sends. Bolt 5.1 would keep it open
 * for three seconds, and fails on JSON's `null` where nothing catches it, which ends the process.
 */
export function refuseShapeless(listener: RequestListener, signingSecret: string, log: Log): RequestListener {
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const buffered = await HTTPModuleFunctions.bufferIncomingMessage(request);
    const body = buffered.rawBody.toString();
    if (isShaped(body)) return listener(buffered, response);
    const headers = {
      "x-slack-request-timestamp": Number(request.headers["x-slack-request-timestamp"]),
      "x-slack-signature": String(request.headers["x-slack-signature"] ?? ""),
    };
    const isSigned = isValidSlackRequest({ signingSecret, body, headers });
    log.warn({ isSigned }, "a request that is none of Slack's was refused");
    response.writeHead(isSigned ? 400 : 401).end();
  };
  return (request, response) => {
    if (request.method !== "POST") return listener(request, response);
    receive(request, response).catch((error: unknown) => {
      // A path that nobody serves, or a body beyond Bolt's limit.
      const isTooLarge = HTTPModuleFunctions.isRawBodyError(error);
      if (!response.headersSent) response.writeHead(isTooLarge ? 413 : 404).end();
    });
  };
}

/** A command, a check of the address, or JSON that says what it is: then Bolt knows what to do with it. */
function isShaped(body: string): boolean {
  const form = new URLSearchParams(body);
  if (form.has("command") || form.has("ssl_check")) return true;
  const payload = parse(form.get("payload") ?? body);
  if (typeof payload !== "object" || payload === null) return false;
  return "type" in payload && typeof payload.type === "string" && KNOWN_TYPES.includes(payload.type);
}

const KNOWN_TYPES: readonly string[] = [
  ...["url_verification", "event_callback", "block_actions", "block_suggestion"],
  ...["view_submission", "view_closed", "shortcut", "message_action"],
];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
