import type { OwnProgress } from "../own-part.ts";
import type { AssignmentChanged, MoreGiven } from "./events.ts";

/** Whether somebody's share has grown. */
export const isMoreGiven = ({ assignment: { fraction }, share }: AssignmentChanged): boolean =>
  share?.before !== undefined && fraction !== undefined && fraction > share.before;

/** What is to be asked anew of who had done all of theirs and was given more; undefined where their message is only brought up to date. */
export function moreForWhoIsDone(changed: AssignmentChanged, own: OwnProgress | undefined): MoreGiven | undefined {
  const { task, assignment, share, by, at } = changed;
  const { inputs } = task;
  const before = share?.before;
  if (!own?.figures || assignment.person === by || inputs === undefined || before === undefined) return undefined;
  // A share of the inputs is rounded to whole ones.
  const wasDone = own.figures.done > 0 && own.figures.done >= Math.floor(before * inputs);
  return wasDone && isMoreGiven(changed) ? { before, ...(by !== undefined && { by }), at } : undefined;
}
