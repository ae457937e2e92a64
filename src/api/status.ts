import * as z from "zod";
import type { TasksApiErrorCode } from "../domain/tasks-api-error.ts";

/** The part of `clarifai.api.status.Status` that this client reads. */
export const ApiStatus = z.object({
  code: z.number(),
  description: z.string().nullish(),
  details: z.string().nullish(),
  req_id: z.string().nullish(),
});
export type ApiStatus = z.infer<typeof ApiStatus>;

/** Codes of clarifai/api/status/status_code.proto. */
export const StatusCode = {
  SUCCESS: 10000,
  MIXED_STATUS: 10010,
  TRY_AGAIN: 10030,
  ACCEPTED: 10070,
  TASK_IN_PROGRESS: 54001,
  TASK_DONE: 54002,
  TASK_WONT_DO: 54003,
  TASK_FAILED: 54005,
  TASK_IDLE: 54006,
} as const;

const successes: ReadonlySet<number> = new Set([StatusCode.SUCCESS, StatusCode.ACCEPTED]);

/** What an item of an answer may say of itself without having failed: a task's status is also its state. */
const itemSuccesses: ReadonlySet<number> = new Set([
  ...successes,
  StatusCode.TASK_IN_PROGRESS,
  StatusCode.TASK_DONE,
  StatusCode.TASK_WONT_DO,
  StatusCode.TASK_FAILED,
  StatusCode.TASK_IDLE,
]);

const codeRanges: readonly (readonly [from: number, to: number, code: TasksApiErrorCode])[] = [
  [10030, 10030, "unavailable"],
  [11000, 11000, "forbidden"], // account issues: an expired card, a feature outside the plan
  [11001, 11002, "unauthorized"],
  [11003, 11006, "throttled"],
  [11007, 11007, "forbidden"],
  [11008, 11009, "unauthorized"],
  [11101, 11101, "not_found"],
  [11100, 11103, "invalid"],
  [11104, 11104, "forbidden"], // no GDPR consent
  [11105, 11105, "invalid"],
  [11200, 11200, "unauthorized"],
  [40010, 40010, "conflict"], // duplicate key
  [40011, 40016, "unavailable"], // database
  [40030, 40037, "unavailable"], // connections between the API's own parts
  [54100, 54100, "conflict"],
  [54102, 54102, "not_found"],
  [54103, 54103, "forbidden"],
  [98000, 99999, "unavailable"], // internal
];

/** The closed word for an answer that says nothing but its HTTP status. */
export function fromHttpStatus(httpStatus: number): TasksApiErrorCode {
  if (httpStatus === 401) return "unauthorized";
  if (httpStatus === 402 || httpStatus === 403) return "forbidden";
  if (httpStatus === 404) return "not_found";
  if (httpStatus === 409) return "conflict";
  if (httpStatus === 429) return "throttled";
  if (httpStatus === 408 || httpStatus >= 500) return "unavailable";
  return "invalid";
}

/** The closed word for a failure: a code that says it exactly goes before the HTTP status. */
export function toErrorCode(statusCode: number, httpStatus: number): TasksApiErrorCode {
  const range = codeRanges.find(([from, to]) => statusCode >= from && statusCode <= to);
  return range?.[2] ?? fromHttpStatus(httpStatus);
}

const WithStatus = z.object({ status: ApiStatus });

/** The statuses of all items in the answer's lists; undefined for an item without one. */
function listItemStatuses(body: Readonly<Record<string, unknown>>): readonly (ApiStatus | undefined)[] {
  const lists = Object.values(body).filter((value) => Array.isArray(value));
  return lists.flat().map((item) => WithStatus.safeParse(item).data?.status);
}

/**
 * What an answer reports as failed; undefined when nothing is. The HTTP status alone proves nothing: failures come with 200, too.
 * A mixed or failed answer is explained by the first item that failed, with the request id of the whole. A mixed answer whose items
 * have no status of their own (concepts, collaborators) counts as failed: it says that some were, not which.
 */
export function findFailure(
  status: ApiStatus,
  body: Readonly<Record<string, unknown>>,
  httpOk: boolean,
): ApiStatus | undefined {
  if (httpOk && successes.has(status.code)) return undefined;
  const items = listItemStatuses(body);
  const failed = items.find((item) => item !== undefined && !itemSuccesses.has(item.code));
  if (failed !== undefined) return { ...failed, req_id: status.req_id ?? failed.req_id };
  const allWentWell = items.length > 0 && items.every((item) => item !== undefined);
  return httpOk && status.code === StatusCode.MIXED_STATUS && allWentWell ? undefined : status;
}
