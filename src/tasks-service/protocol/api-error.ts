import { Status } from "./status.ts";

/** A text with an ellipsis for what is beyond `length`; no surrogate pair is cut in two. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length).replace(/\p{Surrogate}$/u, "")}…`;

/** Ids in quotes, the first of many. */
export function quoteSome(ids: readonly string[]): string {
  const quoted = ids.slice(0, SOME).map((id) => `"${id}"`);
  return `${quoted.join(", ")}${ids.length > SOME ? ` and ${(ids.length - SOME).toLocaleString("en")} more` : ""}`;
}

const SOME = 10;

/** Details quote what the client has sent: more of it helps nobody. */
const MAX_DETAILS = 2000;

/** A refusal, as the client gets it: the vendor's status code, the HTTP status, and words that say what to mend. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly httpStatus: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 501 | 503;
  readonly description: string;
  readonly details: string;
  /** Seconds until another try makes sense, for the `Retry-After` header. */
  readonly retryAfter?: number;

  constructor(
    code: number,
    httpStatus: ApiError["httpStatus"],
    description: string,
    details: string,
    retryAfter?: number,
  ) {
    super(`${code}: ${description}: ${details}`);
    this.code = code;
    this.httpStatus = httpStatus;
    this.description = description;
    this.details = cut(details, MAX_DETAILS);
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/** The request is no message of the protocol: unknown fields, wrong types, broken JSON. */
export const badFormat = (details: string): ApiError =>
  new ApiError(Status.CONN_BAD_REQUEST_FORMAT, 400, "Bad request format", details);

/** The request is a message, but what it asks for is not possible. */
export const invalidRequest = (details: string): ApiError =>
  new ApiError(Status.CONN_INVALID_REQUEST, 400, "Invalid request", details);

/** No such path or app, or a resource that has no code of its own. */
export const notFound = (details: string): ApiError =>
  new ApiError(Status.CONN_DOES_NOT_EXIST, 404, "Resource does not exist", details);

export const taskMissing = (ids: readonly string[]): ApiError =>
  new ApiError(
    Status.TASK_MISSING,
    404,
    "Task does not exist",
    ids.length === 1 ? `No task has the id "${ids[0]}".` : `No task has one of these ids: ${quoteSome(ids)}.`,
  );

/** The key is known, but may not do this. */
export const forbidden = (details: string): ApiError =>
  new ApiError(Status.CONN_INSUFFICIENT_SCOPES, 403, "Insufficient scopes", details);

export const taskForbidden = (details: string): ApiError =>
  new ApiError(Status.TASK_PERMISSION_DENIED, 403, "Task permission denied", details);

export const taskConflict = (details: string): ApiError =>
  new ApiError(Status.TASK_CONFLICT, 409, "Task conflict", details);

/** What to do about a task whose work does not fit its rules yet. */
export const STILL_ADAPTING =
  "Its work is still being brought in line with it: try again when that is done (status.percent_completed says how far it is).";

export const labelForbidden = (details: string): ApiError =>
  new ApiError(Status.ANNOTATION_PERMISSION_DENIED, 403, "Annotation permission denied", details);

export const labelInvalid = (details: string): ApiError =>
  new ApiError(Status.ANNOTATION_INVALID_ARGUMENT, 400, "Annotation has invalid arguments", details);
