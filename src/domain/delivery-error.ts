/** Why Slack did not take a message, in one closed word. */
export type DeliveryFault =
  | "unreachable_person" /** left the workspace, messages off, not known: final for this person */
  | "refused" /** Slack will never take this request (invalid blocks, missing scope): final, and ours to mend */
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
