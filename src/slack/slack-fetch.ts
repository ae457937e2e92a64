import { UNWATCHED, type Watch } from "../domain/watch.ts";
import { fetchReadingRetryDates } from "./read-retry-date.ts";

/** What a method's name looks like; a file's bytes go to an address of their own. */
const METHOD = /^[a-zA-Z.]{1,60}$/;

/** With what Slack is called, by every client: watched by the method's name, and noted by how the call ended. */
export function createSlackFetch({
  slackApiUrl,
  watch = UNWATCHED,
}: {
  slackApiUrl: string;
  watch?: Watch | undefined;
}): typeof fetch {
  // Reading an answer to see whether it is a refusal is for those alone who look.
  if (watch === UNWATCHED) return fetchReadingRetryDates;
  return (input, init) =>
    watch({ what: "slack", name: methodOf(input, slackApiUrl) }, async (note) => {
      const response = await fetchReadingRetryDates(input, init);
      const text = await response.text();
      note(outcomeOf(response.status, text));
      const { status, statusText, headers } = response;
      return new Response(text, { status, statusText, headers });
    });
}

function methodOf(input: Parameters<typeof fetch>[0], slackApiUrl: string): string {
  const address = input instanceof Request ? input.url : String(input);
  const method = address.startsWith(slackApiUrl) ? address.slice(slackApiUrl.length) : "";
  return METHOD.test(method) ? method : "other";
}

/** Slack's own word for a refusal stands in the log: here the number of outcomes stays small. */
function outcomeOf(status: number, text: string): string {
  if (status === 429) return "rate_limited";
  if (status >= 500) return "unavailable";
  return status >= 400 || /^\s*\{\s*"ok"\s*:\s*false\b/.test(text) ? "refused" : "ok";
}
