import { createHmac } from "node:crypto";
import type { AppAnswer } from "./core.ts";
import type { Json } from "./json.ts";
import { LIMITS } from "./limits.ts";

/** What Slack sends: a slash command's form, an interaction's `payload`, or an event's JSON. */
export type Parcel = {
  readonly kind: "command" | "interaction" | "event";
  readonly payload: Json;
  /** Headers of a repeated event. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Brings a parcel to the app and waits for its ack, as long as Slack does. */
export type Deliver = (parcel: Parcel) => Promise<AppAnswer>;

/** The signature that Slack puts on a request (docs.slack.dev/authentication/verifying-requests-from-slack). */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** The body and content type of a parcel, exactly as Slack sends them over HTTP. */
export function encodeParcel({ kind, payload }: Parcel): { readonly body: string; readonly contentType: string } {
  if (kind === "event") return { body: JSON.stringify(payload), contentType: "application/json" };
  const fields = kind === "command" ? payload : { payload: JSON.stringify(payload) };
  const form = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  return { body: form.toString(), contentType: "application/x-www-form-urlencoded" };
}

/** Delivers by signed HTTP requests to the app's address. */
export function createHttpDelivery(
  url: string,
  signingSecret: string,
  now: () => Date,
  ackMs: number = LIMITS.ackMs,
): Deliver {
  return async (parcel) => {
    const { body, contentType } = encodeParcel(parcel);
    const timestamp = Math.floor(now().getTime() / 1000);
    const started = performance.now();
    const ms = (): number => Math.round(performance.now() - started);
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: {
          "content-type": contentType,
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          "x-slack-request-timestamp": String(timestamp),
          "x-slack-signature": sign(signingSecret, timestamp, body),
          ...parcel.headers,
        },
        signal: AbortSignal.timeout(ackMs),
      });
      return { outcome: "answered", status: response.status, body: await response.text(), ms: ms() };
    } catch (error) {
      const isLate = error instanceof Error && error.name === "TimeoutError";
      return { outcome: isLate ? "timed_out" : "unreachable", ms: ms() };
    }
  };
}
