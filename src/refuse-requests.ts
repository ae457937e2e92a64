import { isUtf8 } from "node:buffer";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isValidSlackRequest } from "@slack/bolt";
import type { Log } from "./domain/log.ts";
import { type BodyReader, createBodyReader } from "./read-body.ts";

/** How far a request's time may lie ahead of ours: what two clocks may differ by. Bolt refuses those older than five minutes. */
const MAX_AHEAD_S = 60;
/** Slack's largest payloads, windows of 250,000 characters and messages of 40,000, stay far below. */
const MAX_BODY_BYTES = 1_000_000;
/** Of all requests together, so that many at once do not fill the memory either. */
const MAX_HELD_BYTES = 64_000_000;
/** Slack's check of a certificate is not signed, and is a few dozen bytes. */
const MAX_CHECK_BYTES = 1000;
/** For the client to read why it was refused, while nothing more is read from it: a connection closed at once loses the answer. */
const LINGER_MS = 1000;

/**
 * Lets through to Bolt only what Slack has sent to `endpoint`, and requests without a body (GET). The order is what makes it safe:
 * size, then the signature over the bytes as they came, and only then a look at what they say. Bolt 5.1 reads bodies without a limit,
 * parses before it verifies, takes requests from the future (a replay could be kept for later), keeps what is shapeless open for three
 * seconds, and fails on JSON's `null` where nothing catches it, which ends the process. Every refusal is one line in the log.
 */
export function refuseRequests(
  listener: RequestListener,
  { endpoint, signingSecret, log }: { endpoint: string; signingSecret: string; log: Log },
): RequestListener {
  const readBody = createBodyReader({ maxBytes: MAX_BODY_BYTES, maxHeldBytes: MAX_HELD_BYTES });
  return (request, response) => {
    const path = request.url === endpoint ? endpoint : pathOf(request);
    if (request.method === "GET" && path !== undefined && !hasBody(request)) return listener(request, response);
    if (request.method !== "POST" || path !== endpoint) return refuse(request, response, 404);
    takeSigned(request, readBody, signingSecret, log)
      .then((taken) => {
        if (typeof taken === "number") refuse(request, response, taken);
        else listener(Object.assign(request, { rawBody: taken }), response);
      })
      .catch((err: unknown) => {
        // Most often a client that went away before it had sent everything.
        log.warn({ err }, "a request could not be read");
        response.destroy();
      });
  };
}

/** The body of a request that Slack has signed, or the status with which it is refused (200 for the check of a certificate). */
async function takeSigned(
  request: IncomingMessage,
  readBody: BodyReader,
  signingSecret: string,
  log: Log,
): Promise<Buffer | number> {
  const body = await readBody(request);
  if (body === "too_large") {
    log.warn({ limit: MAX_BODY_BYTES }, "a request was refused: its body is larger than anything that Slack sends");
    return 413;
  }
  if (body === "busy") {
    log.warn({}, "a request was refused: too many bodies are being read");
    return 503;
  }
  const time = Number(request.headers["x-slack-request-timestamp"]);
  if (time > Date.now() / 1000 + MAX_AHEAD_S) {
    log.warn({}, "a request from the future was refused: if it came from Slack, this machine's clock is behind");
    return 401;
  }
  const signature = request.headers["x-slack-signature"];
  if (signature === undefined && isCertificateCheck(body)) return 200;
  const headers = { "x-slack-request-timestamp": time, "x-slack-signature": String(signature ?? "") };
  // Bolt signs text. Only for UTF-8 is that the same as the bytes.
  const text = isUtf8(body) ? body.toString() : undefined;
  if (text === undefined || !isValidSlackRequest({ signingSecret, body: text, headers })) {
    log.warn({}, "a request without a valid signature was refused");
    return 401;
  }
  if (!isShaped(text)) {
    log.warn({}, "a signed request that is none of Slack's was refused");
    return 400;
  }
  return body;
}

const isCertificateCheck = (body: Buffer): boolean =>
  body.byteLength <= MAX_CHECK_BYTES && /(^|&)ssl_check=1(&|$)/.test(body.toString());

function pathOf({ url = "" }: IncomingMessage): string | undefined {
  const base = "http://localhost";
  return URL.canParse(url, base) ? new URL(url, base).pathname : undefined;
}

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Answers at once. If there is more to come, it is not read, and the connection ends. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (request.complete) {
    response.writeHead(status, { "content-length": 0 }).end();
    return;
  }
  request.pause();
  response.writeHead(status, { connection: "close", "content-length": 0 }).flushHeaders();
  const lingering = setTimeout(() => response.end(), LINGER_MS);
  response.once("close", () => clearTimeout(lingering));
}

/** A command, a check of the address, or JSON that says what it is: then Bolt knows what to do with it. */
function isShaped(body: string): boolean {
  if (/(^|&)(command|ssl_check)=/.test(body)) return true;
  const payload = parse(new URLSearchParams(body).get("payload") ?? body);
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
