import { isOpen, type OwnPart } from "./own-part.ts";
import type { Priority, Task } from "./task.ts";
import type { WaitsFor } from "./waits-for.ts";

/** A task as one person's queue holds it. */
export type QueuedTask = { readonly task: Task; readonly own: OwnPart };

const PRIORITIES: readonly (Priority | undefined)[] = ["HIGH", "MEDIUM", undefined, "LOW"];

/** A priority that is not known here is as none. */
const rankOf = ({ priority }: Pick<Task, "priority">): number =>
  PRIORITIES.indexOf(priority === "UNKNOWN" ? undefined : priority);

/** A time that cannot be read is younger than all others. */
function ageOf({ createdAt }: Pick<Task, "createdAt">): number {
  const ms = Date.parse(createdAt ?? "");
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
}

/** What is open: high priority first, then the oldest; otherwise as they came. */
export const inQueueOrder = <T extends Pick<Task, "status" | "priority" | "createdAt">>(tasks: readonly T[]): T[] =>
  tasks
    .filter(isOpen)
    .sort((a, b) => rankOf(a) - rankOf(b) || (ageOf(a) === ageOf(b) ? 0 : ageOf(a) < ageOf(b) ? -1 : 1));

/** Whether somebody can be asked to do their part in this role now. */
export const waits = ({ own }: QueuedTask, role: keyof OwnPart): boolean => own[role]?.waits ?? false;

/** What waits for whoever leads a task, and for nobody else. */
const LEADS: readonly (WaitsFor | undefined)[] = ["workers", "closing"];

/** For whoever leads them: what waits for them first, what is closed last; otherwise as they came. */
export function inLeadOrder<T extends Pick<Task, "status"> & { readonly waits?: WaitsFor }>(tasks: readonly T[]): T[] {
  const rank = (task: T): number => (!isOpen(task) ? 2 : LEADS.includes(task.waits) ? 0 : 1);
  return [...tasks].sort((a, b) => rank(a) - rank(b));
}
