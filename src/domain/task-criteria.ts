import type { PriorityWanted, ReviewPlan, TaskStatus, TaskType } from "./task.ts";

/** Which tasks are wanted: every criterion that is there must hold; a list means any of its entries, an empty one nothing. */
export type TaskCriteria = {
  readonly types?: readonly TaskType[];
  readonly statuses?: readonly TaskStatus[];
  readonly reviews?: readonly ReviewPlan["strategy"][];
  readonly priorities?: readonly PriorityWanted[];
  /** The beginning of the id, or a part of the name, in any spelling (fold-name.ts); quotes and emoji in it need not be said. */
  readonly text?: string;
  /** The whole name, in any spelling. */
  readonly name?: string;
  /** Account ids. */
  readonly workers?: readonly string[];
  readonly reviewers?: readonly string[];
  /** Ids of Slack's user groups whose members the task was given to. */
  readonly userGroups?: readonly string[];
  /** Slack user ids. */
  readonly creators?: readonly string[];
  /** Somebody who works on it, reviews it or created it. */
  readonly involved?: { readonly person: string; readonly accounts: readonly string[] };
};
