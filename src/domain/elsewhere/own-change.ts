import type { Task } from "../task.ts";
import { compareKnown, type KnownDifference, type KnownTask, knownOf, stateOf } from "./known-task.ts";

/** A task as it is known, and by what it is seen that it was not touched since. */
export type Sighting = {
  readonly taskId: string;
  readonly known: KnownTask;
  /** `modified_at` and status, as the API writes them. */
  readonly modifiedAt?: string;
  readonly status: Task["status"];
};

/** What this app has done to a task, and told: it is no news when the task is looked at next. */
export type OwnChange =
  | { readonly kind: "created"; readonly now: Sighting }
  | { readonly kind: "changed"; readonly now: Sighting; readonly difference: KnownDifference }
  | { readonly kind: "deleted"; readonly taskId: string };

export const sightingOf = (task: Task): Sighting => ({
  taskId: task.id,
  known: knownOf(task),
  ...(task.modifiedAt !== undefined && { modifiedAt: task.modifiedAt }),
  status: task.status,
});

/** `untold`: accounts whose people could not be told. They are not known to be on it: whoever looks next finds them there. */
export function ownCreation(task: Task, untold: readonly string[] = []): OwnChange {
  const now = sightingOf(task);
  if (untold.length === 0) return { kind: "created", now };
  const { known, modifiedAt: _compared, ...seen } = now;
  const told = (people: KnownTask["workers"]) => people.filter(([account]) => !untold.includes(account));
  const asTold = { ...known, workers: told(known.workers), reviewers: told(known.reviewers) };
  return { kind: "created", now: { ...seen, known: asTold } };
}

/** Of what was told as a change from `before`: what others have changed before that is still to be told. */
export const ownEdit = (before: Task, after: Task): OwnChange => ({
  kind: "changed",
  now: sightingOf(after),
  difference: compareKnown(knownOf(before), knownOf(after)),
});

export const ownStatus = (after: Task): OwnChange => ({
  kind: "changed",
  now: sightingOf(after),
  difference: { state: stateOf(after.status), parts: {}, people: [] },
});

export const ownDeletion = (taskId: string): OwnChange => ({ kind: "deleted", taskId });
