import { isUtf8 } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { parse as parseForm } from "node:querystring";
import type { Log } from "../domain/log.ts";
import { isCommand, isPayload } from "./delivery-shapes.ts";
import { createBodyReader } from "./read-body.ts";

/** How far a request's time may lie ahead of ours: what two clocks may differ by. */
const MAX_AHEAD_S = 60;
/** How old it may be, as Slack advises (docs.slack.dev/authentication/verifying-requests-from-slack): what is older is a replay. */
const MAX_AGE_S = 300;
/** Slack's largest payloads, windows of 250,000 characters and messages of 40,000, stay far below. */
const MAX_BODY_BYTES = 1_000_000;
/** Of all requests together, so that many at once do not fill the memory either. */
const MAX_HELD_BYTES = 64_000_000;
/** Slack's check of a certificate is not signed, and is a few dozen bytes. */
const MAX_CHECK_BYTES = 1000;

const SIGNED_AS = "v0=";
const FORM = "application/x-www-form-urlencoded";

/** What Slack has sent: a command's fields, or a payload whose `type` is one that Slack has, in its shape. */
export type DeliveredBody = Readonly<Record<string, unknown>>;

/** Reads what Slack has sent with a request; gives the status with which it is refused (200 for the check of a certificate). */
export type TakeDelivery = (request: IncomingMessage) => Promise<DeliveredBody | number>;

/**
 * Takes only what Slack has sent. The order is what makes it safe: size, then the signature over the bytes as they came, and only
 * then a look at what they say. Every refusal is one line in the log. Rejects when the client goes away before the end.
 */
export function createDeliveryTaker({ signingSecret, log }: { signingSecret: string; log: Log }): TakeDelivery {
  const readBody = createBodyReader({ maxBytes: MAX_BODY_BYTES, maxHeldBytes: MAX_HELD_BYTES });

  return async (request) => {
    const body = await readBody(request);
    if (body === "too_large") {
      log.warn({ limit: MAX_BODY_BYTES }, "a request was refused: its body is larger than anything that Slack sends");
      return 413;
    }
    if (body === "busy") {
      log.warn({}, "a request was refused: too many bodies are being read");
      return 503;
    }
    const time = String(request.headers["x-slack-request-timestamp"] ?? "");
    const ageS = Date.now() / 1000 - Number(time);
    if (ageS < -MAX_AHEAD_S) {
      log.warn({}, "a request from the future was refused: if it came from Slack, this machine's clock is behind");
      return 401;
    }
    const signature = request.headers["x-slack-signature"];
    if (signature === undefined && isCertificateCheck(body)) return 200;
    const isFresh = ageS <= MAX_AGE_S;
    // Slack's text is UTF-8: in anything else another text would be read than the one that was signed.
    if (!isFresh || !isUtf8(body) || !isSigned(signingSecret, time, body, String(signature ?? ""))) {
      log.warn({}, "a request without a valid signature was refused");
      return 401;
    }
    const delivered = readDelivered(body.toString(), request.headers["content-type"]);
    if (delivered === undefined) {
      log.warn({}, "a signed request that is none of Slack's was refused");
      return 400;
    }
    return delivered;
  };
}

const isCertificateCheck = (body: Buffer): boolean =>
  body.byteLength <= MAX_CHECK_BYTES && /(^|&)ssl_check=1(&|$)/.test(body.toString());

function isSigned(secret: string, time: string, body: Buffer, signature: string): boolean {
  if (!signature.startsWith(SIGNED_AS)) return false;
  const given = Buffer.from(signature.slice(SIGNED_AS.length), "hex");
  const ours = createHmac("sha256", secret).update(`v0:${time}:`).update(body).digest();
  return given.byteLength === ours.byteLength && timingSafeEqual(given, ours);
}

/** A command, a check of the address, or JSON that says what it is, each in its shape: undefined for everything else. */
function readDelivered(text: string, contentType = ""): DeliveredBody | undefined {
  const form = contentType.startsWith(FORM) ? parseForm(text) : undefined;
  if (form?.["ssl_check"] !== undefined) return form;
  if (form?.["command"] !== undefined) return isCommand(form) ? form : undefined;
  const payload = parseJson(form ? String(form["payload"]) : text);
  return isPayload(payload) ? payload : undefined;
}

/** Half of a character outside the first 65,536, as JSON can name it and UTF-8 cannot hold it: no URL and no call could carry it on. */
const HALF_ESCAPED = /\\ud[89a-f]/i;
const wholeText = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;

function parseJson(text: string): unknown {
  try {
    return HALF_ESCAPED.test(text) ? JSON.parse(text, wholeText) : JSON.parse(text);
  } catch {
    return undefined;
  }
}
