import type { Answer, HeldInput, LabelingTask } from "./session.ts";

/** Where somebody stands in a task. */
export type Place = {
  readonly task: LabelingTask;
  /** What is to be labeled now; undefined where nothing is held. */
  readonly next: HeldInput | undefined;
  /** What is held and not answered, the next one first. */
  readonly left: readonly HeldInput[];
  /** The next inputs are still to be asked for. */
  readonly isFetching: boolean;
  /** The task was changed since what is held was given. */
  readonly isOutdated?: boolean;
  /** The next one was skipped before: how many such are left, and whether nothing else is. */
  readonly again?: { readonly left: number; readonly isAll: boolean };
  readonly done: number;
  /** All inputs of this person; undefined where they are handed out as one asks. */
  readonly total?: number;
  /** Inputs an hour; undefined for too few. */
  readonly rate?: number;
  /** What can be taken back. */
  readonly last?: Answer;
  /** Why nothing of the task is this person's any more, in a sentence: it was closed, say, while they were at work. */
  readonly ended?: string;
};

/** What somebody did from the first to the last label: how many inputs are labeled, in how much time. */
export type Finished = { readonly labeled: number; readonly workedMs: number };
