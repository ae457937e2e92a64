import type { TaskRow } from "../schema.ts";
import type { Writer } from "../store.ts";
import { assignBatch } from "./assign-partition.ts";
import type { PreparedTask } from "./prepare-task.ts";

/** Up to this many assignments are made in the request itself (some milliseconds); more are made in the background. */
const INLINE_ASSIGNMENTS = 2000;

/** How many inputs a task's partition is made for; 0 when it has none. */
export const plannedCount = ({ plan }: Pick<PreparedTask, "plan">, inputs: number): number =>
  plan.strategy === "PARTITIONED" && plan.workers.length > 0 ? inputs : 0;

/** Assigns a small partition at once. */
export async function assignSmall(
  trx: Writer,
  row: Pick<TaskRow, "key" | "planned_count">,
  { plan }: Pick<PreparedTask, "plan">,
  now: string,
): Promise<void> {
  if (row.planned_count === 0 || row.planned_count * plan.partition.workersPerInput > INLINE_ASSIGNMENTS) return;
  await assignBatch(trx, row.key, row.planned_count, now);
}
