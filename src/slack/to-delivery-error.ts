import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { DeliveryError, type DeliveryFault, NOT_CONNECTED } from "../domain/notifications/delivery-error.ts";

/** Slack's answer without a usable `Retry-After`. Its limits are counted by the minute. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

/**
 * Whose fault each of Slack's error words is: from the error tables of chat.postMessage, chat.update, chat.unfurl, views.update
 * and views.publish (docs.slack.dev/reference/methods). Only what is one message's or one person's is final. A word that is not
 * here is "unknown", and nothing is lost over it.
 */
const WORDS: Readonly<Partial<Record<DeliveryFault, readonly string[]>>> = {
  unreachable_person: [
    // Posting to the id of somebody who has left, or was never here, answers "channel_not_found".
    ...["channel_not_found", "user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot"],
    ...["messages_tab_disabled", "is_archived", "is_inactive", "not_in_channel", "thread_not_found"],
    ...["restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_locked"],
    ...["restricted_action_thread_only_channel", "restricted_action_non_threadable_channel"],
  ],
  refused: [
    ...["invalid_blocks", "invalid_blocks_format", "invalid_attachments", "invalid_arguments", "no_text"],
    ...["msg_too_long", "msg_blocks_too_long", "too_many_attachments", "metadata_too_large", "view_too_large"],
    // Of a message, a view or a link that is not there any more, or not ours to change.
    ...["message_not_found", "cant_update_message", "edit_window_closed", "not_found", "view_not_found"],
    ...["hash_conflict", "duplicate_external_id", "cannot_unfurl_url", "cannot_unfurl_message", "cannot_find_message"],
    ...["invalid_unfurls_format", "missing_unfurls", "cannot_reply_to_message"],
    // Of one file.
    ...["file_not_found", "file_deleted", "cant_delete_file", "malware_detected"],
    ...["file_upload_size_restricted", "file_uploads_disabled", "file_uploads_except_images_disabled"],
  ],
  not_allowed: [
    ...["invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "missing_scope"],
    ...["org_login_required", "team_access_not_granted", "ekm_access_denied", "access_denied", "no_permission"],
    ...["not_allowed_token_type", "two_factor_setup_required"],
  ],
  rate_limited: ["ratelimited", "rate_limited"],
  unavailable: [
    ...["fatal_error", "internal_error", "service_unavailable", "request_timeout", "update_failed"],
    // The workspace is moving to an Enterprise organisation; calls fail now and then until it has.
    ...["team_added_to_org", "external_channel_migrating"],
  ],
};

const faults: ReadonlyMap<string, DeliveryFault> = new Map(
  Object.entries(WORDS).flatMap(([fault, words]) => words.map((word) => [word, fault as DeliveryFault] as const)),
);

/** What went wrong with a call to Slack, in the domain's terms. Everything that is not Slack's own refusal may pass. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof WebAPIRateLimitedError) {
    return new DeliveryError("rate_limited", "ratelimited", error.retryAfter * 1_000, { cause: error });
  }
  if (error instanceof WebAPIPlatformError) return toPlatformFault(error);
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    return new DeliveryError(faultOfStatus(statusCode), `http_${statusCode}`, undefined, { cause: error });
  }
  return new DeliveryError("unavailable", wordOf(error), undefined, { cause: error });
}

/** How the system says that a connection was not made, so that nothing was sent over it. */
const NEVER_CONNECTED = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

function wordOf(error: unknown): string {
  if (!(error instanceof WebAPIRequestError)) return "unreadable_answer";
  // fetch wraps what the system says.
  for (let cause: unknown = error.original; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && NEVER_CONNECTED.includes(String(cause.code))) return NOT_CONNECTED;
  }
  return "request_failed";
}

/**
 * 408 and 429 ask for patience (a 429 with a `Retry-After` never gets here), and 413 is about the one message. Other 4xx come
 * from a proxy, or from an address that is not Slack's: of no message.
 */
function faultOfStatus(status: number): DeliveryFault {
  if (status === 413) return "refused";
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? "unknown" : "unavailable";
}

function toPlatformFault(error: WebAPIPlatformError): DeliveryError {
  const word: unknown = error.data.error;
  // The client passes the text of an answer that is not JSON off as the error's word, and JSON without one too: some proxy's.
  if (typeof word !== "string" || !/^[a-z0-9_]{1,100}$/.test(word))
    return new DeliveryError("unavailable", "unreadable_answer");
  const fault = faults.get(word) ?? "unknown";
  const retryAfterMs = fault === "rate_limited" ? DEFAULT_RETRY_AFTER_MS : undefined;
  return new DeliveryError(fault, word, retryAfterMs, { cause: error });
}
