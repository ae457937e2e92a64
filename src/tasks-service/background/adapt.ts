import { redecideItems } from "../labeling/redecide.ts";
import { loadWorkTask, type WorkTask } from "../labeling/work-task.ts";
import { Status } from "../status.ts";
import type { Writer } from "../store.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import { readPhaseCounts } from "../tables/items.ts";
import { countSource } from "../tables/task-sources.ts";
import { divideInputs } from "./divide-inputs.ts";
import { findInputs, UNITS_PER_LOOK } from "./find-inputs.ts";
import { type BatchContext, type Progress, readAdaptation, type Step, type StepOf } from "./steps.ts";
import { surveyWork } from "./survey-work.ts";
import { takePending } from "./take-pending.ts";

/** To decide an input takes as long as to make so many assignments. */
const UNITS_PER_DECISION = 100;

/** Begins to bring a task's work in line with its rules, step by step; what takes no more than these units is done at once. */
export async function beginAdaptation(
  trx: Writer,
  key: number,
  steps: readonly Step[],
  context: BatchContext,
): Promise<void> {
  if (steps.length === 0) return;
  const row = await trx.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirstOrThrow();
  const task = await loadWorkTask(trx, row);
  let total = 0;
  for (const step of steps) total += await unitsOf(trx, task, step);
  await trx
    .updateTable("tasks")
    .set({ adaptation: JSON.stringify({ steps, done: 0, total }), round: row.round + 1 })
    .where("key", "=", key)
    .execute();
  if (total > context.units) return;
  while (!(await adaptNext(trx, key, context)).isDone);
}

async function unitsOf(trx: Writer, { row, plan }: WorkTask, step: Step): Promise<number> {
  if (step.kind === "find") {
    return UNITS_PER_LOOK * (await countSource(trx, { app: row.app, source_dataset: null, source_limit: step.upTo }));
  }
  if (step.kind === "divide") return row.planned_count * plan.partition.workersPerInput;
  if (step.kind === "take") {
    const counts = await readWorkCounts(trx, row.key);
    const pendingOf = (worker: number) => counts.get(worker)?.get(Status.TASK_ASSIGNMENT_PENDING) ?? 0;
    return step.workers.reduce((sum, worker) => sum + pendingOf(worker), 0);
  }
  const { undecided, review, skipped, approved, rejected } = await readPhaseCounts(trx, row.key);
  if (step.kind === "judge") return (undecided + review) * UNITS_PER_DECISION;
  // The division that a survey ends in is counted with it.
  const surveyed = undecided + review + skipped + approved + rejected;
  return surveyed + row.planned_count * plan.partition.workersPerInput;
}

/**
 * Does the next of what is left to do for a task, about so many units of it, in one transaction: whoever goes on after a crash begins
 * where the last finished batch ended.
 */
export async function adaptNext(trx: Writer, key: number, context: BatchContext): Promise<{ isDone: boolean }> {
  const row = await trx.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirst();
  const adaptation = row === undefined ? undefined : readAdaptation(row);
  if (row === undefined || adaptation === undefined) return { isDone: true };
  const [step, ...later] = adaptation.steps;
  const { left, spent } =
    step === undefined ? { spent: 0 } : await takeStep(trx, await loadWorkTask(trx, row), step, context);
  const steps = left === undefined ? later : [left, ...later];
  const isDone = steps.length === 0;
  await trx
    .updateTable("tasks")
    .set({ adaptation: isDone ? null : JSON.stringify({ ...adaptation, steps, done: adaptation.done + spent }) })
    .where("key", "=", key)
    .execute();
  return { isDone };
}

function takeStep(trx: Writer, task: WorkTask, step: Step, context: BatchContext): Promise<Progress> {
  switch (step.kind) {
    case "find":
      return findInputs(trx, task, step, context);
    case "take":
      return takePending(trx, task.row.key, step, context);
    case "survey":
      return surveyWork(trx, task, step, context);
    case "divide":
      return divideInputs(trx, task, step, context);
    case "judge":
      return judge(trx, task, step, context);
  }
}

async function judge(
  trx: Writer,
  task: WorkTask,
  step: StepOf<"judge">,
  { units, now }: BatchContext,
): Promise<Progress> {
  const limit = Math.max(1, Math.floor(units / UNITS_PER_DECISION));
  const { judged, after, isDone } = await redecideItems(trx, task, { after: step.after, limit, now });
  return { spent: judged * UNITS_PER_DECISION, ...(!isDone && { left: { ...step, after } }) };
}
