import { isOpen, type OwnPart } from "./own-part.ts";
import type { Priority, Task } from "./task.ts";

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
