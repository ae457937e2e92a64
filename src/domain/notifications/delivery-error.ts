/** Why Slack did not take a message, in one closed word. */
export type DeliveryFault =
  | "unreachable_person" /** left the workspace, messages off, not known, a place that is closed: final for this person or place */
  | "refused" /** Slack will never take this request (invalid blocks): final for this message, and ours to mend */
  | "not_allowed" /** the token or the app (revoked, a scope that is missing): no message's fault, so that all of them wait */
  | "unknown" /** a word that this version does not know: taken for the token's or the app's until others pass */
  | "rate_limited" /** again after `retryAfterMs` */
  | "unavailable"; /** network, 5xx, time-out: again later */

export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly fault: DeliveryFault;
  /** Slack's own error word, e.g. "channel_not_found". */
  readonly slackError: string;
  readonly retryAfterMs?: number;

  constructor(fault: DeliveryFault, slackError: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(`${fault}: ${slackError}`, options);
    this.fault = fault;
    this.slackError = slackError;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

/** The word for a Slack that no connection was made with. */
export const NOT_CONNECTED = "not_connected";

/** Whether a call that failed so may have been carried out all the same: its answer is lost, or Slack itself does not know. */
export function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof DeliveryError)) return true;
  return error.fault === "unavailable" && error.slackError !== NOT_CONNECTED;
}

/** Slack's word in the message of a `DeliveryError`, as the outbox keeps it of what was given up; undefined for other errors. */
export const slackErrorIn = (message: string): string | undefined =>
  /^(?:unreachable_person|refused|unknown): ([a-z0-9_]+)$/.exec(message)?.[1];
