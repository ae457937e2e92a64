import type { Priority, ReviewPlan, Task, TaskStatus, TaskType } from "../task.ts";
import { userGroupsOf } from "../user-groups.ts";

/** What the local index knows of a task, and what lists and pickers show of it. */
export type TaskSummary = {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly review: ReviewPlan["strategy"];
  readonly priority?: Priority;
  /** Account ids. */
  readonly workers: readonly string[];
  readonly reviewers: readonly string[];
  /** Ids of Slack's user groups whose members it was given to; absent for none. */
  readonly userGroups?: readonly string[];
  /** Slack user id of whoever created it with this app; absent for tasks made elsewhere. */
  readonly creator?: string;
  /** RFC 3339, as the API wrote it. */
  readonly modifiedAt?: string;
};

/** Slack's ids have a dozen characters or two; what else stands there was not written by this app. */
const LONGEST_ID = 64;

/** Whoever created a task with this app, from `metadata.labeldesk`; undefined for other workspaces' and others' tasks. */
export function creatorOf(task: Pick<Task, "metadata">, team: string): string | undefined {
  const ours = task.metadata["labeldesk"];
  if (typeof ours !== "object" || ours === null || Array.isArray(ours)) return undefined;
  const by = ours["created_by"];
  if (typeof by !== "object" || by === null || Array.isArray(by)) return undefined;
  const person = by["team"] === team ? by["user"] : undefined;
  return typeof person === "string" && person.length <= LONGEST_ID ? person : undefined;
}

export function summaryOf(task: Task, team: string): TaskSummary {
  const creator = creatorOf(task, team);
  const groups = userGroupsOf(task.metadata);
  const userGroups = [...new Set([...groups.workers, ...groups.reviewers].map(({ id }) => id))];
  return {
    id: task.id,
    name: task.name,
    type: task.type,
    status: task.status,
    review: task.review.strategy,
    ...(task.priority && { priority: task.priority }),
    workers: task.work.workers,
    reviewers: task.review.strategy === "NONE" ? [] : task.review.reviewers,
    ...(userGroups.length > 0 && { userGroups }),
    ...(creator !== undefined && { creator }),
    ...(task.modifiedAt !== undefined && { modifiedAt: task.modifiedAt }),
  };
}
