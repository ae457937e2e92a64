import type { Refusal, Requests, WorkAnswer } from "../../protocol.ts";

export type Sent =
  | { readonly ok: true; readonly answer: WorkAnswer }
  | { readonly ok: false; readonly refusal: Refusal };

/** Longer than the app waits for the other side. */
const PATIENCE_MS = 20_000;

/** `/label/{task}`, whatever follows it. */
const base = location.pathname.split("/").slice(0, 3).join("/");

/** Sends a request and gives its answer, or why there is none, in words. Never rejects. */
export async function send<Name extends keyof Requests>(name: Name, body: Requests[Name]): Promise<Sent> {
  try {
    const response = await fetch(`${base}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
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
