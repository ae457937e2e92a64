import type { JsonObject } from "../domain/json.ts";
import { isJsonObject } from "../domain/json.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { ApiCall } from "./call.ts";
import { AttemptFailed, type Failure, toBadAnswer, toTooLong, toUnexpected } from "./failure.ts";
import { readBody, TooLongBody, UnreadableBody } from "./read-body.ts";
import { ApiStatus, findFailure, toErrorCode } from "./status.ts";

/** `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3); undefined when it is absent or neither. */
function readRetryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

export type AnswerTools = {
  readonly maxAnswerBytes: number;
  readonly now: () => Date;
  /** Takes the key out of a text of the other side. */
  readonly redact: (text: string) => string;
};

function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function describeText(response: Response, text: string): string {
  if (text.trim() === "") return "an empty answer";
  const type = response.headers.get("content-type")?.split(";")[0] ?? "no type";
  return type === "application/json" ? "an answer that is not a JSON object" : `an answer of type ${type}`;
}

/** A failure that another attempt may not meet: the other side's moment of weakness rather than its opinion. */
const isPassing = (httpStatus: number): boolean => httpStatus >= 500 || httpStatus === 408 || httpStatus === 429;

/** An answer without the API's status in it. Throttling and outages are told by the HTTP status alone: gateways tell of them in their own words. */
function toUnreadable(name: string, response: Response, description: string, retryAfterMs?: number): Failure {
  const told = `${description} (HTTP ${response.status})`;
  if (!isPassing(response.status)) return toBadAnswer(name, told, response.ok ? "always" : "never");
  const isThrottled = response.status === 429;
  const error = new TasksApiError({
    code: isThrottled ? "throttled" : "unavailable",
    call: name,
    outcomeUnknown: !isThrottled,
    description: told,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
  return { error, repeat: isThrottled ? "if_untouched" : "always" };
}

function toRefusal(
  name: string,
  failed: ApiStatus,
  httpStatus: number,
  retryAfterMs: number | undefined,
  redact: (text: string) => string,
): Failure {
  const code = toErrorCode(failed.code, httpStatus);
  const error = new TasksApiError({
    code,
    call: name,
    outcomeUnknown: code === "unavailable" || httpStatus >= 500,
    statusCode: failed.code,
    ...(failed.description && { description: redact(failed.description) }),
    ...(failed.details && { details: redact(failed.details) }),
    ...(failed.req_id && { requestId: redact(failed.req_id) }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
  if (code === "throttled") return { error, repeat: "if_untouched" };
  return { error, repeat: code === "unavailable" || isPassing(httpStatus) ? "always" : "never" };
}

/** What the API answered to a call. Rejects with `AttemptFailed` for every answer that is not what was asked for. */
export async function readAnswer<T>(
  call: ApiCall<T>,
  response: Response,
  { maxAnswerBytes, now, redact }: AnswerTools,
): Promise<T> {
  // Following a redirect would hand the key to whoever is named there.
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
    throw new AttemptFailed(toBadAnswer(call.name, `a redirect (HTTP ${response.status})`, "never"));

  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"), now());
  const unreadable = (description: string): AttemptFailed =>
    new AttemptFailed(toUnreadable(call.name, response, description, retryAfterMs));
  let text: string;
  try {
    text = await readBody(response, maxAnswerBytes);
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error;
    if (error instanceof TooLongBody && response.ok)
      throw new AttemptFailed(toTooLong(call.name, `${error.message} (HTTP ${response.status})`));
    throw unreadable(error.message);
  }

  const body = parseJson(text);
  if (body === undefined) throw unreadable(describeText(response, text));
  const status = ApiStatus.safeParse(body["status"]);
  if (!status.success) throw unreadable("an answer without a status");

  const failed = findFailure(status.data, body, response.ok);
  if (failed !== undefined)
    throw new AttemptFailed(toRefusal(call.name, failed, response.status, retryAfterMs, redact));

  const answer = call.answer.safeParse(body);
  if (answer.success) return answer.data;
  throw new AttemptFailed(toUnexpected(call.name, answer.error));
}
