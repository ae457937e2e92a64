import { isObject } from "../protocol/json.ts";
import { plannedCount } from "../rules/plan/task-plan.ts";
import { compileQuery } from "../rules/searches/search-query.ts";
import type { StepOf } from "../tables/adaptation-steps.ts";
import { addToDataset, lastPlace } from "../tables/datasets.ts";
import { readSearchFacts } from "../tables/search-facts.ts";
import type { Writer } from "../tables/store.ts";
import { countSource } from "../tables/task-sources.ts";
import type { WorkTask } from "../work/work-task.ts";
import type { BatchContext, StepProgress } from "./batch.ts";

/** To look at an input takes as long as to make so many assignments. */
export const UNITS_PER_LOOK = 5;

/** Looks at the next inputs of the app, and keeps those that the task's saved search finds; when all are seen, the source is fixed. */
export async function findInputs(
  trx: Writer,
  task: WorkTask,
  step: StepOf<"find">,
  { units, now }: BatchContext,
): Promise<StepProgress> {
  const { row } = task;
  if (row.source_dataset === null) throw new Error("a task with a saved search has no dataset for what it finds");
  const compiled = compileQuery(isObject(step.query) ? step.query : {});
  if ("problem" in compiled) throw new Error(`a saved search cannot be run any more: ${compiled.problem}`);
  const limit = Math.max(1, Math.floor(units / UNITS_PER_LOOK));
  const seen = await readSearchFacts(trx, row.app, { after: step.after, upTo: step.upTo, limit });
  const found = seen.filter(({ facts }) => compiled.matches(facts)).map(({ key }) => key);
  await addToDataset(trx, row.source_dataset, found, now);
  const spent = seen.length * UNITS_PER_LOOK;
  const last = seen.at(-1);
  if (last !== undefined && seen.length === limit) return { spent, left: { ...step, after: last.key } };
  const source = { ...row, source_limit: await lastPlace(trx, row.source_dataset) };
  const source_count = await countSource(trx, source);
  await trx
    .updateTable("tasks")
    .set({ source_limit: source.source_limit, source_count, planned_count: plannedCount(task.plan, source_count) })
    .where("key", "=", row.key)
    .execute();
  return { spent };
}
