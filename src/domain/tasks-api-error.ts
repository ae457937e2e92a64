/** Whose fault it is and what can be done about it, in one closed word. */
export type TasksApiErrorCode =
  | "unauthorized" /** the key is bad, unknown or missing */
  | "forbidden" /** the key lacks a scope, or the user a permission */
  | "not_found"
  | "throttled"
  | "invalid" /** the API refused what we sent */
  | "conflict"
  | "unavailable" /** 5xx, or the connection failed */
  | "timed_out" /** no answer within the time limit over all attempts */
  | "bad_answer"; /** an answer that is not the API's: HTML, empty, half a body, an unexpected shape */

/** "No such path or app" (status_code.proto, CONN_DOES_NOT_EXIST): says nothing about the task that was asked for. */
const NO_SUCH_APP = 11101;

/** What is valid and cannot be done (status_code.proto, CONN_INVALID_REQUEST): of a page, that it would be too large. */
const INVALID_REQUEST = 11102;

/**
 * The Tasks API did not do what it was asked. Carries the API's own words; never the key.
 * `outcomeUnknown` is true when the request may have been carried out all the same (no answer, or a 5xx or unreadable answer).
 */
export class TasksApiError extends Error {
  override readonly name = "TasksApiError";
  readonly code: TasksApiErrorCode;
  readonly outcomeUnknown: boolean;
  /** The API's status code (10000 …), its description and details, and its request id, where it gave them. */
  readonly statusCode?: number;
  readonly description?: string;
  readonly details?: string;
  readonly requestId?: string;
  /** How long the API asked to be left alone (`Retry-After`), in milliseconds. */
  readonly retryAfterMs?: number;
  /** The answer is longer than what we read of one. */
  readonly isTooLong: boolean;
  /** Which call failed, e.g. "PostTasks". */
  readonly call: string;

  constructor(
    fault: {
      code: TasksApiErrorCode;
      call: string;
      outcomeUnknown?: boolean;
      statusCode?: number;
      description?: string;
      details?: string;
      requestId?: string;
      retryAfterMs?: number;
      isTooLong?: boolean;
    },
    options?: ErrorOptions,
  ) {
    super(`${fault.call}: ${fault.code}${fault.description ? `: ${fault.description}` : ""}`, options);
    this.code = fault.code;
    this.call = fault.call;
    this.outcomeUnknown = fault.outcomeUnknown ?? false;
    this.isTooLong = fault.isTooLong ?? false;
    if (fault.statusCode !== undefined) this.statusCode = fault.statusCode;
    if (fault.description !== undefined) this.description = fault.description;
    if (fault.details !== undefined) this.details = fault.details;
    if (fault.requestId !== undefined) this.requestId = fault.requestId;
    if (fault.retryAfterMs !== undefined) this.retryAfterMs = fault.retryAfterMs;
  }

  /** More was asked for than one answer holds: fewer at a time may fit. */
  get isTooMuch(): boolean {
    return this.isTooLong || this.statusCode === INVALID_REQUEST;
  }

  /** The app that the task is in is not found: the configuration is wrong, or the path is in the way of a proxy. */
  get isAppMissing(): boolean {
    return this.code === "not_found" && this.statusCode === NO_SUCH_APP;
  }

  /** What was asked for by its id does not exist, or does not any more. */
  get isGone(): boolean {
    return this.code === "not_found" && !this.isAppMissing;
  }
}

/** What was looked for, undefined when it does not exist any more. */
export async function findOrGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TasksApiError && error.isGone) return undefined;
    throw error;
  }
}
