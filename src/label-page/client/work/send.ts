import type { Refusal, Requests, WorkAnswer } from "../../protocol.ts";

export type Sent =
  | { readonly ok: true; readonly answer: WorkAnswer }
  | { readonly ok: false; readonly refusal: Refusal };

/** Longer than the app waits for the other side. */
const PATIENCE_MS = 20_000;

/** Characters: 64 KiB for all such requests of a page together, by the standard. */
const MAX_KEEPALIVE = 30_000;

/** The page of one task. */
const base = location.pathname.replace(/\/+$/, "");

/** Sends a request and gives its answer, or why there is none, in words. Never rejects. */
export async function send<Name extends keyof Requests>(name: Name, body: Requests[Name]): Promise<Sent> {
  try {
    const text = JSON.stringify(body);
    const response = await fetch(`${base}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: text,
      // What was begun goes out also while the page is closed; the browser takes little of it then.
      keepalive: name === "draft" && text.length < MAX_KEEPALIVE,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer: WorkAnswer | Refusal = await response.json();
    return "refused" in answer ? { ok: false, refusal: answer } : { ok: true, answer };
  } catch {
    return { ok: false, refusal: UNREACHED };
  }
}

const UNREACHED: Refusal = {
  refused: "failed",
  title: "Labeldesk did not answer",
  words: "What you have marked is kept here. Look at your connection, then try again.",
};
