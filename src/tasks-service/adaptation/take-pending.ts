import { Status } from "../protocol/status.ts";
import type { StepOf } from "../tables/adaptation-steps.ts";
import { createCountChanges, isUnlabeled } from "../tables/assignments.ts";
import { deleteFirst } from "../tables/delete-first.ts";
import type { Writer } from "../tables/store.ts";
import type { BatchContext, StepProgress } from "./batch.ts";

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
  const rows = {
    table: "assignments",
    where: { task, worker, status: PENDING },
    ...(step.isLabeledKept && { and: isUnlabeled }),
    orderBy: "input",
  } as const;
  const { deleted: spent, isCleared } = await deleteFirst(trx, rows, units);
  const counts = createCountChanges(task);
  counts.add(worker, PENDING, -spent);
  await counts.write(trx);
  const workers = isCleared ? others : step.workers;
  return { spent, ...(workers.length > 0 && { left: { ...step, workers } }) };
}
