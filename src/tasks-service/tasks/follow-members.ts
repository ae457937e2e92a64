import { isPartition, readTaskPlan } from "../rules/plan/task-plan.ts";
import { readAdaptation, type Step } from "../tables/adaptation-steps.ts";
import type { App } from "../tables/call.ts";
import type { TaskRow } from "../tables/schema.ts";
import type { Writer } from "../tables/store.ts";
import { chunksOf, parseBody } from "../tables/store.ts";

/**
 * Brings the tasks that these people are on in line with their leaving the app, or coming back to it: what they have not submitted goes to
 * the others, what they have submitted stays, and nobody waits for them. The people stay on the tasks. Answers the keys of the tasks
 * whose work the background has to bring in line.
 */
export async function followMembers(
  trx: Writer,
  app: App,
  people: readonly number[],
  isLeaving: boolean,
): Promise<number[]> {
  const tasks: number[] = [];
  for (const chunk of chunksOf(people)) {
    const rows = await trx
      .selectFrom("task_people")
      .innerJoin("tasks", "tasks.key", "task_people.task")
      .select(["tasks.key", "task_people.role", "task_people.person"])
      .where("tasks.app", "=", app.key)
      .where("task_people.person", "in", chunk)
      .orderBy("tasks.key")
      .execute();
    const workersOf = new Map<number, number[]>();
    for (const { key, role, person } of rows) {
      const workers = workersOf.get(key) ?? [];
      if (role === "worker") workers.push(person);
      workersOf.set(key, workers);
    }
    // One task at a time, and each once: it may be large, and hundreds who leave may be on it.
    for (const [key, workers] of workersOf) {
      const row = await trx.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirstOrThrow();
      await follow(trx, row, workers, isLeaving);
    }
    tasks.push(...workersOf.keys());
  }
  return [...new Set(tasks)];
}

/** Adds the steps to those that a change of the task has left to do; a division that is under way begins again. */
async function follow(trx: Writer, row: TaskRow, workers: readonly number[], isLeaving: boolean): Promise<void> {
  const plan = readTaskPlan(parseBody(row.body));
  const before = readAdaptation(row);
  const isDividedAnew = workers.length > 0 && isPartition(plan);
  const isGivenAnew = workers.length > 0 && plan.strategy === "DYNAMIC";
  const restarts = before?.steps.find((step) => step.kind === "redivide")?.restarts ?? -1;
  const division: Step[] = isDividedAnew
    ? [{ kind: "redivide", restarts: restarts + 1 }]
    : isGivenAnew
      ? [{ kind: "forget" }]
      : [];
  const isReplaced = (step: Step) =>
    step.kind === "judge" || (isDividedAnew && (step.kind === "divide" || step.kind === "redivide"));
  const isRuleNew = before?.steps.some((step) => step.kind === "judge" && step.isRuleNew) === true;
  const steps: Step[] = [
    ...(before?.steps.filter((step) => !isReplaced(step)) ?? []),
    ...(isLeaving && workers.length > 0
      ? [{ kind: "take" as const, workers: [...workers], isLabeledKept: false }]
      : []),
    ...division,
    { kind: "judge", isRuleNew, after: 0 },
  ];
  await trx
    .updateTable("tasks")
    .set({
      adaptation: JSON.stringify({ steps, done: before?.done ?? 0, total: (before?.total ?? 0) + row.source_count }),
      // What was judged by a new rule already is not judged again.
      round: before === undefined ? row.round + 1 : row.round,
      ...(isGivenAnew && { assigned_place: 0 }),
    })
    .where("key", "=", row.key)
    .execute();
}
