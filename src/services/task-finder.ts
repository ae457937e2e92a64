import type { TaskSummary } from "../domain/task-summary.ts";

/** What a task's name, id or id beginning leads to. */
export type FoundTask =
  | { readonly kind: "one"; readonly id: string }
  | { readonly kind: "several"; readonly tasks: readonly TaskSummary[]; readonly total: number }
  /** Nothing, and why: in a sentence that says what to do next, and how far the app has looked. */
  | { readonly kind: "none"; readonly explanation: string };

export type TaskFinder = {
  /** By id, by the unique beginning of an id, or by name (whole, then part of it; case does not count). */
  find(team: string, text: string): Promise<FoundTask>;
  /** The tasks that this person has last had to do with, newest first; others' newest ones where there are fewer. */
  recent(team: string, person: string, limit: number): Promise<readonly TaskSummary[]>;
};
