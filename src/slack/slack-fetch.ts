import type { FetchFunction } from "@slack/web-api";
import { UNWATCHED, type Watch } from "../domain/watch.ts";
import { createHttpFetch } from "./http-fetch.ts";
import { readRetryDate } from "./read-retry-date.ts";

/** What a method's name looks like; a file's bytes go to an address of their own. */
const METHOD = /^[a-zA-Z.]{1,60}$/;

/** With what Slack is called, by every client: watched by the method's name, and noted by how the call ended. */
export function createSlackFetch({
  slackApiUrl,
  timeoutMs,
  watch = UNWATCHED,
}: {
  slackApiUrl: string;
  /** For one call, until its answer has come whole. */
  timeoutMs: number;
  watch?: Watch | undefined;
}): FetchFunction {
  const httpFetch = createHttpFetch({ timeoutMs });
  const call: FetchFunction = async (input, init) => sayingSeconds(await httpFetch(input, init));
  // Reading an answer to see whether it is a refusal is for those alone who look.
  if (watch === UNWATCHED) return call;
  return (input, init) =>
    watch({ what: "slack", name: methodOf(String(input), slackApiUrl) }, async (note) => {
      const response = await call(input, init);
      note(outcomeOf(response.status, await response.text()));
      return response;
    });
}

/** The answer, with its `Retry-After` in seconds. */
function sayingSeconds(response: Awaited<ReturnType<FetchFunction>>): typeof response {
  if (response.status !== 429) return response;
  const { headers } = response;
  const seconds = readRetryDate(headers.get("retry-after") ?? "", headers.get("date"));
  if (seconds === undefined) return response;
  const get = (name: string): string | null =>
    name.toLowerCase() === "retry-after" ? String(seconds) : headers.get(name);
  return { ...response, headers: { get, entries: () => headers.entries() } };
}

function methodOf(address: string, slackApiUrl: string): string {
  const method = address.startsWith(slackApiUrl) ? address.slice(slackApiUrl.length) : "";
  return METHOD.test(method) ? method : "other";
}

/** Slack's own word for a refusal stands in the log: here the number of outcomes stays small. */
function outcomeOf(status: number, text: string): string {
  if (status === 429) return "rate_limited";
  if (status >= 500) return "unavailable";
  return status >= 400 || /^\s*\{\s*"ok"\s*:\s*false\b/.test(text) ? "refused" : "ok";
}
