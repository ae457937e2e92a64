import type { OwnPart } from "../own-part.ts";
import type { TaskMetrics } from "../task.ts";
import type { ListQuery } from "./list-query.ts";
import type { TaskSummary } from "./task-summary.ts";

/** A page fits a screen. */
export const ROWS_PER_PAGE = 8;

/** One task of a list. */
export type TaskListRow = {
  readonly task: TaskSummary;
  /** Names of the first workers; `task.workers` tells how many there are. */
  readonly workers: readonly string[];
  /** Absent where the API did not give them. */
  readonly metrics?: TaskMetrics;
  /** In a list of what is one's own: one's part in the role that the list is of. */
  readonly own?: OwnPart;
  /** In a list of reviews: labels that wait for a reviewer now. */
  readonly waitingForReview?: number;
  /** In every other list, where the figures alone do not say what the task waits for: labels that wait for a reviewer. */
  readonly awaitingReview?: number;
};

/** A page of a list as it is shown. */
export type TaskListPage = {
  readonly query: ListQuery;
  /** Slack user id of whoever asked. */
  readonly asker: string;
  /** From 1. */
  readonly page: number;
  readonly rows: readonly TaskListRow[];
  readonly hasMore: boolean;
  /** How many tasks there are in all, where that is known; from the index alone it is not certain. */
  readonly total?: { readonly count: number; readonly isCertain: boolean };
  /** Where the index is not complete and was asked: how many tasks it has looked at. */
  readonly lookedAt?: number;
  /** Names of whoever asked and of the people of the query. */
  readonly names: Readonly<Record<string, string>>;
  /** Who of them has no account on the other side, so that nothing can be assigned to them. */
  readonly withoutAccount: readonly string[];
  /** Why the list or its figures are not fresh, in sentences. */
  readonly fault?: string;
};
