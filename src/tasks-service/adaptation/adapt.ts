import { Status } from "../protocol/status.ts";
import { readAdaptation, type Step, type StepOf } from "../tables/adaptation-steps.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import { readPhaseCounts } from "../tables/items.ts";
import type { TaskRow } from "../tables/schema.ts";
import type { Reader, Writer } from "../tables/store.ts";
import { countSource } from "../tables/task-sources.ts";
import { LOOKS_PER_DECISION, redecideItems } from "../work/redecide.ts";
import { loadWorkTask, type WorkTask } from "../work/work-task.ts";
import type { BatchContext, StepProgress } from "./batch.ts";
import { divideInputs, unitsPerInput } from "./divide-inputs.ts";
import { type Division, planDivision } from "./division.ts";
import { findInputs, UNITS_PER_LOOK } from "./find-inputs.ts";
import { countOpenSlots, forgetSlots } from "./forget-slots.ts";
import { redivide } from "./redivide.ts";
import { takePending } from "./take-pending.ts";

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
  const inputs = await expectedInputs(trx, row, steps);
  for (const step of steps) total += await unitsOf(trx, task, step, inputs);
  await trx
    .updateTable("tasks")
    .set({ adaptation: JSON.stringify({ steps, done: 0, total }), round: row.round + 1 })
    .where("key", "=", key)
    .execute();
  if (total > context.units) return;
  let division: Division | undefined;
  for (let left = context.units; left > 0; ) {
    division = await planNext(trx, key, division);
    const { isDone, spent, commit } = await adaptNext(trx, key, { ...context, units: left }, division);
    if (isDone) return;
    commit?.();
    left -= Math.max(1, spent);
  }
}

/** How many inputs the task will work on; at most, while a search has still to find them. */
async function expectedInputs(trx: Writer, row: TaskRow, steps: readonly Step[]): Promise<number> {
  const search = steps.find((step) => step.kind === "find");
  if (search === undefined) return row.source_count;
  return countSource(trx, { app: row.app, source_dataset: null, source_limit: search.upTo });
}

async function unitsOf(trx: Writer, task: WorkTask, step: Step, inputs: number): Promise<number> {
  const { row } = task;
  if (step.kind === "find") return inputs * UNITS_PER_LOOK;
  if (step.kind === "divide") return inputs * unitsPerInput(task, false);
  if (step.kind === "forget") return countOpenSlots(trx, row.key);
  if (step.kind === "take") {
    const counts = await readWorkCounts(trx, row.key);
    const pendingOf = (worker: number) => counts.get(worker)?.get(Status.TASK_ASSIGNMENT_PENDING) ?? 0;
    return step.workers.reduce((sum, worker) => sum + pendingOf(worker), 0);
  }
  const { undecided, review, skipped, approved, rejected, waiting } = await readPhaseCounts(trx, row.key);
  const open = undecided + review + rejected + waiting;
  const labeled = open + skipped + approved;
  if (step.kind === "judge") return labeled + open * LOOKS_PER_DECISION;
  return labeled + inputs * unitsPerInput(task, true);
}

/**
 * Plans the division that comes next, unless it is the one that is at hand; undefined when none comes next. Only reads, and takes seconds
 * where there is much work: to be called outside of a transaction.
 */
export async function planNext(db: Reader, key: number, known?: Division): Promise<Division | undefined> {
  const row = await db.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirst();
  const adaptation = row === undefined ? undefined : readAdaptation(row);
  const step = adaptation?.steps[0];
  if (row === undefined || adaptation === undefined || step?.kind !== "redivide") return undefined;
  const name = nameOf(row, step);
  if (known?.name === name) return known;
  const before = { plan: step.plan, done: adaptation.done };
  return planDivision(db, await loadWorkTask(db, row), { name, before });
}

/** Two divisions of a task with the same name are the same. */
const nameOf = (row: TaskRow, { restarts }: StepOf<"redivide">): string => `${row.round}.${restarts}`;

/**
 * Whether somebody else has gone on with a division since this plan of it was made, or was followed last: two plans mixed would give
 * workers what neither has planned. That is left to them; where they stop, a new plan begins with what stands then.
 */
const isOvertaken = ({ id, before }: Division, step: StepOf<"redivide">, done: number): boolean =>
  step.plan !== id && (step.plan !== before.plan || done !== before.done);

/**
 * Does the next of what is left to do for a task, about so many units of it, in one transaction: whoever goes on after a crash begins
 * where the last finished batch ended, and a division that needs a plan from its beginning. What another process does is not in the way:
 * each batch begins with what stands in the row, and is one after the other with theirs (`writeApp`). Done is also what is left to another
 * process, which follows a plan of its own. `commit` notes in the plan what was done.
 */
export async function adaptNext(
  trx: Writer,
  key: number,
  context: BatchContext,
  division: Division | undefined,
): Promise<{ isDone: boolean; spent: number; commit?: () => void }> {
  const row = await trx.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirst();
  const adaptation = row === undefined ? undefined : readAdaptation(row);
  if (row === undefined || adaptation === undefined) return { isDone: true, spent: 0 };
  const [step, ...later] = adaptation.steps;
  const plan = step?.kind === "redivide" && division?.name === nameOf(row, step) ? division : undefined;
  if (step?.kind === "redivide" && plan !== undefined && isOvertaken(plan, step, adaptation.done))
    return { isDone: true, spent: 0 };
  const { left, spent, commit }: StepProgress =
    step === undefined
      ? { spent: 0 }
      : await takeStep(trx, await loadWorkTask(trx, row, context.answers), step, context, plan);
  const steps = left === undefined ? later : [left, ...later];
  const isDone = steps.length === 0;
  await trx
    .updateTable("tasks")
    .set({ adaptation: isDone ? null : JSON.stringify({ ...adaptation, steps, done: adaptation.done + spent }) })
    .where("key", "=", key)
    .execute();
  return { isDone, spent, ...(commit !== undefined && { commit }) };
}

function takeStep(
  trx: Writer,
  task: WorkTask,
  step: Step,
  context: BatchContext,
  division: Division | undefined,
): Promise<StepProgress> {
  switch (step.kind) {
    case "find":
      return findInputs(trx, task, step, context);
    case "take":
      return takePending(trx, task.row.key, step, context);
    case "forget":
      return forgetSlots(trx, task.row.key, context);
    case "divide":
      return divideInputs(trx, task, context);
    case "redivide":
      return redivide(trx, task, step, context, division);
    case "judge":
      return judge(trx, task, step, context);
  }
}

async function judge(
  trx: Writer,
  task: WorkTask,
  step: StepOf<"judge">,
  { units, now }: BatchContext,
): Promise<StepProgress> {
  const { spent, after, isDone } = await redecideItems(trx, task, { after: step.after, looks: units, now });
  return { spent, ...(!isDone && { left: { ...step, after } }) };
}
