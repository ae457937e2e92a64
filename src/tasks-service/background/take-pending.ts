import { Status } from "../status.ts";
import type { Writer } from "../store.ts";
import { createCountChanges } from "../tables/assignments.ts";
import type { BatchContext, StepOf, StepProgress } from "./steps.ts";

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

/** Takes the next pending assignments from the first of the workers who have any. */
export async function takePending(
  trx: Writer,
  task: number,
  step: StepOf<"take">,
  { units }: BatchContext,
): Promise<StepProgress> {
  const [worker, ...others] = step.workers;
  if (worker === undefined) return { spent: 0 };
  const last = await trx
    .selectFrom("assignments")
    .select("input")
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where("status", "=", PENDING)
    .orderBy("input")
    .limit(1)
    .offset(units - 1)
    .executeTakeFirst();
  const { numDeletedRows } = await trx
    .deleteFrom("assignments")
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where("status", "=", PENDING)
    .$if(last !== undefined, (query) => query.where("input", "<=", last?.input ?? 0))
    .executeTakeFirst();
  const spent = Number(numDeletedRows);
  const counts = createCountChanges(task);
  counts.add(worker, PENDING, -spent);
  await counts.write(trx);
  const workers = last === undefined ? others : step.workers;
  return { spent, ...(workers.length > 0 && { left: { ...step, workers } }) };
}
