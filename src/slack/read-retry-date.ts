/** For a date that is past. Slack's limits are counted by the minute. */
const USUAL_WAIT_S = 30;

/**
 * Fetches, and says in seconds what a `Retry-After` says as a date (RFC 9110, 10.2.3): WebClient reads nothing else, and what it cannot
 * read would be tried again too soon. The wait counts from the answer's own date on, since clocks differ.
 */
export const fetchReadingRetryDates: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const said = response.headers.get("retry-after");
  if (response.status !== 429 || said === null || !Number.isNaN(Number.parseInt(said, 10))) return response;
  const until = Date.parse(said);
  if (Number.isNaN(until)) return response;
  const answered = Date.parse(response.headers.get("date") ?? "");
  const wait = Math.ceil((until - (Number.isNaN(answered) ? Date.now() : answered)) / 1000);
  const headers = new Headers(response.headers);
  headers.set("retry-after", String(wait > 0 ? wait : USUAL_WAIT_S));
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
};
