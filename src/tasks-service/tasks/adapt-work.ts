import type { App } from "../http/route.ts";
import { redecideTask } from "../labeling/redecide.ts";
import type { TaskRow } from "../schema.ts";
import { Status } from "../status.ts";
import type { Writer } from "../store.ts";
import { deleteAssignmentsWithStatus } from "../tables/assignments.ts";
import { parseBody } from "../tables/parse-body.ts";
import { assignSmall, plannedCount } from "./assign-small.ts";
import { fixSource } from "./fix-source.ts";
import { planTaskRedivision } from "./plan-redivision.ts";
import type { PreparedTask } from "./prepare-task.ts";
import { readTaskPlan, type TaskPlan } from "./task-plan.ts";

/** What decides who labels what. */
const divisionOf = ({ source, strategy, workers, partition }: TaskPlan): string =>
  JSON.stringify([source, strategy, workers, strategy === "PARTITIONED" ? partition : null]);

const reviewOf = ({ review, workers, minIou }: TaskPlan): string => JSON.stringify([review, workers, minIou]);

/**
 * Brings the work of a task in line with its new rules. What was submitted stays; what is pending stays with its worker where the new
 * rules allow it. Inputs that nobody has decided yet are decided by the new rules.
 */
export async function adaptWork(
  trx: Writer,
  app: App,
  row: TaskRow,
  prepared: PreparedTask,
  now: string,
): Promise<void> {
  const before = readTaskPlan(parseBody(row.body));
  const after = prepared.plan;
  const isDividedAnew = divisionOf(before) !== divisionOf(after);
  const isReviewedAnew = reviewOf(before) !== reviewOf(after);
  if (!isDividedAnew && !isReviewedAnew) return;
  if (isDividedAnew) await divideAnew(trx, app, row, { before, prepared, now });
  if (after.strategy === "DYNAMIC") await lookAgain(trx, row.key);
  await redecideTask(trx, row.key, { isRuleNew: JSON.stringify(rule(before)) !== JSON.stringify(rule(after)), now });
}

/** The rule of a review, without its people. */
const rule = ({ review: { reviewers: _, ...rest }, minIou }: TaskPlan) => ({ ...rest, minIou });

async function divideAnew(
  trx: Writer,
  app: App,
  row: TaskRow,
  { before, prepared, now }: { before: TaskPlan; prepared: PreparedTask; now: string },
): Promise<void> {
  const { plan } = prepared;
  const isSameSource = JSON.stringify(before.source) === JSON.stringify(plan.source);
  const source = isSameSource ? row : await fixSource(trx, app.key, plan.source, now);
  const isPartition = plan.strategy === "PARTITIONED" && plan.workers.length > 0;
  // Under FULL every input is every worker's: what a partition gave them is theirs still.
  const isTaken = before.strategy !== plan.strategy && plan.strategy !== "FULL";
  if (!isSameSource || isTaken) {
    await deleteAssignmentsWithStatus(trx, row.key, Status.TASK_ASSIGNMENT_PENDING);
  } else if (!isPartition) {
    await takeFromOthers(trx, row.key, prepared.workers);
  }
  const planned_count = plannedCount(prepared, source.source_count);
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
      redivision: isPartition ? await planTaskRedivision(trx, { ...row, ...source }, prepared) : null,
    })
    .where("key", "=", row.key)
    .execute();
  await assignSmall(trx, { key: row.key, planned_count }, prepared, now);
}

/** What workers who have left had not submitted is nobody's. */
async function takeFromOthers(trx: Writer, task: number, workers: readonly number[]): Promise<void> {
  for (const table of ["assignments", "work_counts"] as const) {
    await trx
      .deleteFrom(table)
      .where("task", "=", task)
      .where("status", "=", Status.TASK_ASSIGNMENT_PENDING)
      .$if(workers.length > 0, (query) => query.where("worker", "not in", workers))
      .execute();
  }
}

/** DYNAMIC: how many workers an input needs may have changed, so all inputs are gone through once more. */
async function lookAgain(trx: Writer, task: number): Promise<void> {
  await trx.deleteFrom("open_slots").where("task", "=", task).execute();
  await trx.updateTable("tasks").set({ assigned_place: 0 }).where("key", "=", task).execute();
}
