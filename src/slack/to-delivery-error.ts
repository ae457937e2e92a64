import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { DeliveryError, type DeliveryFault } from "../domain/delivery-error.ts";

/** Slack's answer without a usable `Retry-After`. Its limits are counted by the minute. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

/**
 * Slack's error words that are not final for the request, or final for this person alone: from the error tables of
 * chat.postMessage, chat.update, conversations.open and views.update (docs.slack.dev/reference/methods). A word that is not
 * here is "refused": sending it again would fail again.
 */
const faults: Readonly<Record<string, DeliveryFault>> = {
  // Posting to the id of somebody who has left, or was never here, answers "channel_not_found".
  channel_not_found: "unreachable_person",
  user_not_found: "unreachable_person",
  user_disabled: "unreachable_person",
  user_not_visible: "unreachable_person",
  cannot_dm_bot: "unreachable_person",
  messages_tab_disabled: "unreachable_person",

  ratelimited: "rate_limited",
  rate_limited: "rate_limited",

  fatal_error: "unavailable",
  internal_error: "unavailable",
  service_unavailable: "unavailable",
  request_timeout: "unavailable",
  update_failed: "unavailable",
  // The workspace is moving to an Enterprise organisation; calls fail now and then until it has.
  team_added_to_org: "unavailable",
  org_login_required: "unavailable",
  external_channel_migrating: "unavailable",
};

/** What went wrong with a call to Slack, in the domain's terms. Everything that is not Slack's own refusal may pass. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof WebAPIRateLimitedError) {
    return new DeliveryError("rate_limited", "ratelimited", error.retryAfter * 1_000, { cause: error });
  }
  if (error instanceof WebAPIPlatformError) return toPlatformFault(error);
  if (error instanceof WebAPIHTTPError) {
    // 408 and 429 ask for patience (a 429 with a `Retry-After` never gets here); other 4xx say that the request is wrong.
    const { statusCode } = error;
    const final = statusCode >= 400 && statusCode < 500 && statusCode !== 408 && statusCode !== 429;
    return new DeliveryError(final ? "refused" : "unavailable", `http_${statusCode}`, undefined, { cause: error });
  }
  const word = error instanceof WebAPIRequestError ? "request_failed" : "unreadable_answer";
  return new DeliveryError("unavailable", word, undefined, { cause: error });
}

function toPlatformFault(error: WebAPIPlatformError): DeliveryError {
  const word = error.data.error;
  // The client passes the text of an answer that is not JSON off as the error's word: a page of some proxy.
  if (!/^[a-z0-9_]{1,100}$/.test(word)) return new DeliveryError("unavailable", "unreadable_answer");
  const fault = Object.hasOwn(faults, word) ? (faults[word] ?? "refused") : "refused";
  const retryAfterMs = fault === "rate_limited" ? DEFAULT_RETRY_AFTER_MS : undefined;
  return new DeliveryError(fault, word, retryAfterMs, { cause: error });
}
