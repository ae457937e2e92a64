import type { JsonObject, JsonValue } from "../protocol/json.ts";
import { percentOf, progressOf } from "../rules/decision/review-progress.ts";
import type { TaskPlan } from "../rules/plan/task-plan.ts";
import { readPhaseCounts } from "../tables/items.ts";
import type { TaskRow, UserRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";

/** The names that can be asked for, as `metrics.` + name. */
const NAMES = [
  "input_source.inputs_count_estimated",
  "work.inputs_count_estimated",
  "work.inputs_percent_estimated",
  "review.inputs_count_estimated",
  "review.inputs_percent_estimated",
  "review.inputs_count_estimated_per_reviewer",
  "review.inputs_reviewable_count_estimated_per_reviewer",
  "review.inputs_percent_estimated_per_reviewer",
] as const;

type Task = { readonly row: TaskRow; readonly plan: TaskPlan; readonly reviewers: readonly UserRow[] };

/** The metrics that were asked for (by name, or all of them); undefined when none were. Nothing is read when nothing is asked. */
export async function readTaskMetrics(
  db: Reader,
  task: Task,
  fields: ReadonlySet<string>,
): Promise<JsonObject | undefined> {
  const asked = NAMES.filter((name) => fields.has("all") || fields.has("metrics") || fields.has(`metrics.${name}`));
  if (asked.length === 0) return undefined;
  const values = await readValues(db, task);
  const metrics: Record<string, JsonObject> = {};
  for (const name of asked) {
    const [group = "", field = ""] = name.split(".");
    metrics[group] = { ...metrics[group], [field]: values[name] };
  }
  return metrics;
}

async function readValues(
  db: Reader,
  { row, plan, reviewers }: Task,
): Promise<Record<(typeof NAMES)[number], JsonValue>> {
  const counts = await db.selectFrom("review_counts").selectAll().where("task", "=", row.key).execute();
  const byReviewer = new Map(counts.map((count) => [count.reviewer, count]));
  const inputs = row.source_count;
  const { worked, reviewed, perReviewer } = progressOf({
    strategy: plan.review.strategy,
    sample: plan.review.sample,
    approvals: plan.review.approvals,
    inputs,
    phases: await readPhaseCounts(db, row.key),
    reviewers: reviewers.map(({ key }) => byReviewer.get(key) ?? { assigned: 0, reviewed: 0, missed: 0 }),
  });
  return {
    "input_source.inputs_count_estimated": inputs,
    "work.inputs_count_estimated": worked,
    "work.inputs_percent_estimated": percentOf(worked, inputs),
    "review.inputs_count_estimated": reviewed,
    "review.inputs_percent_estimated": percentOf(reviewed, inputs),
    "review.inputs_count_estimated_per_reviewer": perReviewer.map((each) => each.reviewed),
    "review.inputs_reviewable_count_estimated_per_reviewer": perReviewer.map((each) => each.reviewable),
    "review.inputs_percent_estimated_per_reviewer": perReviewer.map((each) =>
      percentOf(each.reviewed, each.reviewable),
    ),
  };
}
