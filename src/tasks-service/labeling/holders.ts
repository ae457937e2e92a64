import { Status } from "../protocol/status.ts";
import { labelersWanted } from "../rules/plan/task-plan.ts";
import type { AssignmentRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { neededWorkers, type WorkTask } from "../work/work-task.ts";

/** Somebody who has an input, or had it. */
export type Holder = Pick<AssignmentRow, "input" | "worker" | "status" | "is_denied">;

/** Who has these inputs, or had them, by input. */
export async function readHolders(db: Reader, task: number, inputs: readonly number[]): Promise<Map<number, Holder[]>> {
  const holders = new Map<number, Holder[]>();
  for (const chunk of chunksOf(inputs)) {
    const rows = await db
      .selectFrom("assignments")
      .select(["input", "worker", "status", "is_denied"])
      .where("task", "=", task)
      .where("input", "in", chunk)
      .execute();
    for (const row of rows) holders.set(row.input, [...(holders.get(row.input) ?? []), row]);
  }
  return holders;
}

/** DYNAMIC: how many more workers an input needs beside these. */
export function labelersMissing(task: WorkTask, holders: readonly Holder[]): number {
  const denied = holders.filter(({ is_denied }) => is_denied === 1).length;
  const isApproved = holders.some(({ status }) => status === Status.TASK_ASSIGNMENT_SUCCESS);
  return labelersWanted(neededWorkers(task), { denied, isApproved }) - holders.length;
}
