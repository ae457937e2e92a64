import { beginAdaptation } from "../adaptation/adapt.ts";
import type { BatchContext } from "../adaptation/batch.ts";
import { Status } from "../protocol/status.ts";
import { isPartition, plannedCount, readTaskPlan, type TaskPlan } from "../rules/plan/task-plan.ts";
import type { Step } from "../tables/adaptation-steps.ts";
import { readWorkCounts } from "../tables/assignments.ts";
import type { App } from "../tables/call.ts";
import { unusedSnapshots } from "../tables/datasets.ts";
import { leaveOver } from "../tables/leftovers.ts";
import type { TaskRow } from "../tables/schema.ts";
import type { Writer } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { fixSource } from "./fix-source.ts";
import type { PreparedTask } from "./prepare-task.ts";

/** What decides who labels what. */
const divisionOf = ({ source, strategy, workers, partition }: TaskPlan): string =>
  JSON.stringify([source, strategy, workers, strategy === "PARTITIONED" ? partition : null]);

const reviewOf = ({ review, workers, minIou }: TaskPlan): string => JSON.stringify([review, workers, minIou]);

/** The rule of a review, without its people. */
const ruleOf = ({ review: { reviewers: _, ...rest }, minIou }: TaskPlan): string => JSON.stringify([rest, minIou]);

/** How new rules differ from those that a task has. */
export type Change = {
  readonly before: TaskPlan;
  readonly isDividedAnew: boolean;
  /** The rule of the review, apart from its people. */
  readonly isRuleNew: boolean;
};

/** Undefined where neither who labels nor who reviews is concerned. */
export function changeOf(row: TaskRow, { plan }: PreparedTask): Change | undefined {
  const before = readTaskPlan(parseBody(row.body));
  const isDividedAnew = divisionOf(before) !== divisionOf(plan);
  if (!isDividedAnew && reviewOf(before) === reviewOf(plan)) return undefined;
  return { before, isDividedAnew, isRuleNew: ruleOf(before) !== ruleOf(plan) };
}

/**
 * Brings the work of a task in line with its new rules. What was submitted stays; what is pending stays with its worker where the new
 * rules allow it. Inputs that nobody has decided yet are decided by the new rules.
 */
export async function adaptWork(
  trx: Writer,
  app: App,
  row: TaskRow,
  { prepared, change, context }: { prepared: PreparedTask; change: Change; context: BatchContext },
): Promise<void> {
  const { before, isDividedAnew, isRuleNew } = change;
  const steps: Step[] = isDividedAnew ? await divideAnew(trx, app, row, { before, prepared, now: context.now }) : [];
  // How many workers an input needs may have changed, so all inputs are gone through once more.
  if (prepared.plan.strategy === "DYNAMIC" && (isDividedAnew || isRuleNew)) {
    await trx.updateTable("tasks").set({ assigned_place: 0 }).where("key", "=", row.key).execute();
    steps.push({ kind: "forget" });
  }
  steps.push({ kind: "judge", isRuleNew, after: 0 });
  await beginAdaptation(trx, row.key, steps, context);
}

/** Fixes what the task works on now, and answers the steps that it takes to divide that. */
async function divideAnew(
  trx: Writer,
  app: App,
  row: TaskRow,
  { before, prepared, now }: { before: TaskPlan; prepared: PreparedTask; now: string },
): Promise<Step[]> {
  const { plan } = prepared;
  const isSameSource = JSON.stringify(before.source) === JSON.stringify(plan.source);
  const { source, steps } = isSameSource ? { source: row, steps: [] } : await fixSource(trx, app.key, plan.source, now);
  const planned_count = plannedCount(plan, source.source_count);
  await trx
    .updateTable("tasks")
    .set({
      source_type: source.source_type,
      source_id: source.source_id,
      source_dataset: source.source_dataset,
      source_limit: source.source_limit,
      source_count: source.source_count,
      planned_count,
      assigned_count: 0,
      assigned_place: 0,
    })
    .where("key", "=", row.key)
    .execute();
  if (!isSameSource) await leaveOver(trx, "dataset", await unusedSnapshots(trx, app.key));
  // Under FULL every input is every worker's: what a partition gave them is theirs still.
  const isAllTaken = !isSameSource || (before.strategy !== plan.strategy && plan.strategy !== "FULL");
  // A partition on the same inputs moves what must move as it is divided.
  const isMoved = !isAllTaken && isPartition(plan);
  const pending = isMoved ? [] : await workersWithPending(trx, row.key);
  const leaving = pending.filter((worker) => !isSameSource || !prepared.workers.includes(worker));
  // Who stays keeps what they have labeled: it is done, they have only not said so.
  const staying = isAllTaken ? pending.filter((worker) => !leaving.includes(worker)) : [];
  return [
    ...(leaving.length > 0 ? [{ kind: "take" as const, workers: leaving, isLabeledKept: false }] : []),
    ...(staying.length > 0 ? [{ kind: "take" as const, workers: staying, isLabeledKept: true }] : []),
    ...steps,
    ...(isPartition(plan) ? [{ kind: "redivide" as const, restarts: 0 }] : []),
  ];
}

/** Who has something that is not submitted. */
async function workersWithPending(trx: Writer, task: number): Promise<number[]> {
  const counts = await readWorkCounts(trx, task);
  return [...counts].filter(([, ofWorker]) => ofWorker.has(Status.TASK_ASSIGNMENT_PENDING)).map(([worker]) => worker);
}
