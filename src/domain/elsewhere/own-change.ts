import type { Task } from "../task.ts";
import { applyDifference, compareKnown, type KnownDifference, type KnownTask, knownOf, stateOf } from "./known-task.ts";

/** A task as it is known, and by what it is seen that it was not touched since. */
export type Sighting = {
  readonly taskId: string;
  readonly known: KnownTask;
  /** `modified_at` and status, as the API writes them. */
  readonly modifiedAt?: string;
  readonly status: Task["status"];
};

/** What this app has done to a task. What it has told is no news when the task is looked at next; what is untold is told then. */
export type OwnChange =
  | { readonly kind: "untold"; readonly taskId: string; readonly by: string; readonly change: UntoldChange }
  | { readonly kind: "created"; readonly now: Sighting; readonly untold?: Untold }
  | { readonly kind: "changed"; readonly now: Sighting; readonly difference: KnownDifference }
  | { readonly kind: "deleted"; readonly taskId: string };

/** `null`: it is deleted. */
type UntoldChange = KnownDifference | null;

/**
 * What was done to a task here and is noted, but told to nobody yet: by whom (a Slack user id; `null` where several have done it), and the
 * task as it would be known if it were told. `null`: it is deleted.
 */
export type Untold = { readonly by: string | null; readonly after: KnownTask | null };

/** What is untold of a task once this was done to it, too. */
export function addUntold(
  { known, untold }: { readonly known: KnownTask; readonly untold?: Untold | undefined },
  { by, change }: { readonly by: string; readonly change: UntoldChange },
): Untold {
  const after = change === null ? null : applyDifference(untold?.after ?? known, change);
  return { by: untold && untold.by !== by ? null : by, after };
}

export const sightingOf = (task: Task): Sighting => ({
  taskId: task.id,
  known: knownOf(task),
  ...(task.modifiedAt !== undefined && { modifiedAt: task.modifiedAt }),
  status: task.status,
});

/** `left`: accounts whose people could not be told. They are not known to be on it: whoever looks next finds them there, brought by `by`. */
export function ownCreation(task: Task, left?: { readonly by: string; readonly untold: readonly string[] }): OwnChange {
  const now = sightingOf(task);
  if (!left || left.untold.length === 0) return { kind: "created", now };
  const { known, modifiedAt: _compared, ...seen } = now;
  const told = (people: KnownTask["workers"]) => people.filter(([account]) => !left.untold.includes(account));
  const asTold = { ...known, workers: told(known.workers), reviewers: told(known.reviewers) };
  return { kind: "created", now: { ...seen, known: asTold }, untold: { by: left.by, after: known } };
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
  difference: toStatus(after),
});

export const ownDeletion = (taskId: string): OwnChange => ({ kind: "deleted", taskId });

/** The same where not everybody could be named just then: whoever looks next tells of it, as done by `by`. */
export const untoldEdit = (by: string, before: Task, after: Task): OwnChange => ({
  kind: "untold",
  taskId: after.id,
  by,
  change: compareKnown(knownOf(before), knownOf(after)),
});

export const untoldStatus = (by: string, after: Task): OwnChange => ({
  kind: "untold",
  taskId: after.id,
  by,
  change: toStatus(after),
});

export const untoldDeletion = (by: string, taskId: string): OwnChange => ({ kind: "untold", taskId, by, change: null });

const toStatus = (after: Task): KnownDifference => ({ state: stateOf(after.status), parts: {}, people: [] });
