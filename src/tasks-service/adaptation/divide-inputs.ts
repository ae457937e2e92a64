import { type Partition, partition } from "../rules/plan/partition.ts";
import { weightsOf } from "../rules/plan/task-plan.ts";
import { addAssignments, type Pair } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { readSource, type SourceInput } from "../tables/task-sources.ts";
import type { WorkTask } from "../work/work-task.ts";
import type { BatchContext, StepProgress } from "./batch.ts";

/** Assignments where there are none yet are made at once in as long as one takes that is to be moved, taken back or judged. */
const NEW_PER_UNIT = 4;

/** Divides the next inputs of a PARTITIONED task that nobody has worked on among its workers. */
export async function divideInputs(trx: Writer, task: WorkTask, { units, now }: BatchContext): Promise<StepProgress> {
  const { row, plan, workers } = task;
  // Whoever is on the task and not there any more gets nothing: the others come as near to their shares as they can without them.
  if (workers.length < plan.workers.length) return { spent: 0, left: { kind: "redivide", restarts: 0 } };
  const perInput = unitsPerInput(task, false);
  const limit = Math.max(1, Math.floor((units * NEW_PER_UNIT) / perInput));
  const inputs = await readSource(trx, row, row.assigned_place, limit);
  await addAssignments(trx, row.key, pairsOf(task, inputs), now);
  // Inputs that were deleted meanwhile are missing at the end of the source: then the plan is done before its number is reached.
  const isDone = inputs.length < limit || row.assigned_count + inputs.length >= row.planned_count;
  await trx
    .updateTable("tasks")
    .set({
      assigned_count: isDone ? row.planned_count : row.assigned_count + inputs.length,
      assigned_place: inputs.at(-1)?.place ?? row.assigned_place,
    })
    .where("key", "=", row.key)
    .execute();
  return { spent: inputs.length * perInput, ...(!isDone && { left: { kind: "divide" } }) };
}

/** To divide an input around the work that there is, all workers are looked at: that takes as long as to make a tenth as many assignments. */
export const unitsPerInput = ({ plan, workers }: WorkTask, isAround: boolean): number =>
  plan.partition.workersPerInput + (isAround ? Math.ceil(workers.length / 10) : 0);

/** Who gets which of these inputs, one after the other. */
function* pairsOf(task: WorkTask, inputs: readonly SourceInput[]): Generator<Pair> {
  const split = splitOf(task);
  for (const [index, { input }] of inputs.entries()) {
    for (const place of split.workersOf(task.row.assigned_count + index)) {
      const worker = task.workers[place];
      if (worker === undefined) throw new Error("a partition names a worker that the task does not have");
      yield { input, worker: worker.key };
    }
  }
}

const splitOf = ({ row, plan, workers }: WorkTask): Partition =>
  partition({
    weights: weightsOf(plan, workers),
    workersPerInput: plan.partition.workersPerInput,
    inputs: row.planned_count,
    seed: row.id,
  });
