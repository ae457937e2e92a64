/** For a date that is past. Slack's limits are counted by the minute. */
const USUAL_WAIT_S = 30;

/**
 * How many seconds a `Retry-After` means that says a date (RFC 9110, 10.2.3): WebClient reads nothing else than seconds, and what it cannot
 * read would be tried again too soon. The wait counts from the answer's own date on, since clocks differ. Undefined where it is no date.
 */
export function readRetryDate(retryAfter: string, date: string | null): number | undefined {
  if (!Number.isNaN(Number.parseInt(retryAfter, 10))) return undefined;
  const until = Date.parse(retryAfter);
  if (Number.isNaN(until)) return undefined;
  const answered = Date.parse(date ?? "");
  const wait = Math.ceil((until - (Number.isNaN(answered) ? Date.now() : answered)) / 1000);
  return wait > 0 ? wait : USUAL_WAIT_S;
}
