import { redecideTask } from "../labeling/redecide.ts";
import { type Partition, partition } from "../rules/partition.ts";
import type { TaskRow } from "../schema.ts";
import type { Writer } from "../store.ts";
import { addAssignments, type Pair } from "../tables/assignments.ts";
import { parseBody } from "../tables/parse-body.ts";
import { readPeople } from "../tables/task-people.ts";
import { readSource, type SourceInput } from "../tables/task-sources.ts";
import { redivideBatch } from "./redivide-batch.ts";
import { readTaskPlan, weightsOf } from "./task-plan.ts";

/**
 * Assigns the next inputs of a PARTITIONED task, at most `limit` of them, and notes how far it is, in one transaction: whoever goes on
 * after a crash begins where the last finished batch ended. Answers whether anything is left.
 */
export async function assignBatch(trx: Writer, key: number, limit: number, now: string): Promise<{ isDone: boolean }> {
  const task = await trx.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirst();
  if (task === undefined || task.assigned_count >= task.planned_count) return { isDone: true };
  const inputs = await readSource(trx, task, task.assigned_place, limit);
  const { redivision } = task;
  let state: string | null = null;
  if (redivision === null) await assignFirst(trx, task, inputs, now);
  else state = await redivideBatch(trx, task, inputs, { redivision, now });
  // Inputs that were deleted meanwhile are missing at the end of the source: then the plan is done before its number is reached.
  const isDone = inputs.length < limit || task.assigned_count + inputs.length >= task.planned_count;
  await trx
    .updateTable("tasks")
    .set({
      assigned_count: isDone ? task.planned_count : task.assigned_count + inputs.length,
      assigned_place: inputs.at(-1)?.place ?? task.assigned_place,
      redivision: isDone ? null : state,
    })
    .where("key", "=", key)
    .execute();
  if (isDone && redivision !== null) await redecideTask(trx, key, { isRuleNew: false, now });
  return { isDone };
}

async function assignFirst(trx: Writer, task: TaskRow, inputs: readonly SourceInput[], now: string): Promise<void> {
  const { workers, split } = await planOf(trx, task);
  const pairs: Pair[] = [];
  for (const [index, { input }] of inputs.entries()) {
    for (const place of split.workersOf(task.assigned_count + index)) {
      const worker = workers[place];
      if (worker === undefined) throw new Error("a partition names a worker that the task does not have");
      pairs.push({ input, worker });
    }
  }
  await addAssignments(trx, task.key, pairs, now);
}

async function planOf(trx: Writer, task: TaskRow): Promise<{ workers: number[]; split: Partition }> {
  const plan = readTaskPlan(parseBody(task.body));
  const workers = (await readPeople(trx, task.key, "worker")).map(({ key }) => key);
  const split = partition({
    weights: weightsOf(plan),
    workersPerInput: plan.partition.workersPerInput,
    inputs: task.planned_count,
    seed: task.id,
  });
  return { workers, split };
}
