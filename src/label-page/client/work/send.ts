import type { Refusal, Requests, ShownWork, WorkAnswer } from "../../protocol.ts";
import type { ReviewRequests, ShownReview } from "../../review-protocol.ts";

export type Sent<Shown> =
  | { readonly ok: true; readonly answer: WorkAnswer<Shown> }
  | { readonly ok: false; readonly refusal: Refusal<Shown> };

/** Longer than the app waits for the other side. */
const PATIENCE_MS = 20_000;

/** Characters: 64 KiB for all such requests of a page together, by the standard. */
const MAX_KEEPALIVE = 30_000;

/** One page of one task. */
const base = location.pathname.replace(/\/+$/, "");

/** What the page for labeling asks; gives the answer, or why there is none, in words. Never rejects. */
export const send = <Name extends keyof Requests>(name: Name, body: Requests[Name]): Promise<Sent<ShownWork>> =>
  post(name, body);

/** The same for the page for reviewing. */
export const sendReview = <Name extends keyof ReviewRequests>(
  name: Name,
  body: ReviewRequests[Name],
): Promise<Sent<ShownReview>> => post(name, body);

async function post<Shown>(name: string, body: object): Promise<Sent<Shown>> {
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
    const answer: WorkAnswer<Shown> | Refusal<Shown> = await response.json();
    return "refused" in answer ? { ok: false, refusal: answer } : { ok: true, answer };
  } catch {
    return { ok: false, refusal: UNREACHED };
  }
}

const UNREACHED: Refusal<never> = {
  refused: "failed",
  title: "Labeldesk did not answer",
  words: "What you have begun is kept here. Look at your connection, then try again.",
};
