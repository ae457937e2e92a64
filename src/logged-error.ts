/** How deep a chain of causes is followed: fetch wraps the reason twice. */
const maxDepth = 4;

/** Fields of errors that say what went wrong and hold nothing that a request or an answer carried. */
const telling = [
  ...["code", "call", "outcomeUnknown", "statusCode", "status", "description", "details", "requestId"],
  ...["fault", "slackError", "retryAfter", "retryAfterMs", "syscall", "address", "port", "constraint", "table"],
];

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A refusal by Slack: its error word and the scope that is missing. The rest of `data` may quote what was sent. */
function toSlackRefusal(data: unknown): Record<string, unknown> {
  if (!isRecord(data)) return {};
  const names = ["error", "needed", "provided"].filter((name) => isPlain(data[name]));
  return names.length === 0 ? {} : { slack: Object.fromEntries(names.map((name) => [name, data[name]])) };
}

/**
 * An error as a log line may hold it: an allow-list, because errors of HTTP clients carry whole requests and answers
 * (headers with keys, bodies with people's words) in fields of their own.
 */
export function toLoggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return isPlain(error) ? String(error) : typeof error;
  const fields: Record<string, unknown> = { ...error };
  const kept = telling.filter((name) => isPlain(fields[name])).map((name) => [name, fields[name]]);
  const logged = {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(kept),
    ...toSlackRefusal(fields["data"]),
  };
  if (depth >= maxDepth) return logged;
  // Slack's client keeps the cause of a failed connection as `original`.
  const cause = error.cause ?? fields["original"];
  return {
    ...logged,
    ...(cause !== undefined && { cause: toLoggedError(cause, depth + 1) }),
    ...(error instanceof AggregateError && { errors: error.errors.map((part) => toLoggedError(part, depth + 1)) }),
  };
}
