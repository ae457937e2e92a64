import type { JsonObject } from "../protocol/json.ts";
import type { TaskRow } from "../schema.ts";
import type { Reader } from "../store.ts";
import type { AdditionalFields } from "./task-message.ts";
import type { TaskPlan } from "./task-plan.ts";

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  input_source: ["inputs_count_estimated"],
};

/** The metrics that were asked for; undefined when none were. */
export async function readTaskMetrics(
  _db: Reader,
  row: TaskRow,
  _plan: TaskPlan,
  fields: AdditionalFields,
): Promise<JsonObject | undefined> {
  const metrics: JsonObject = {};
  for (const [group, names] of Object.entries(FIELDS)) {
    for (const name of names) {
      if (fields.has("all") || fields.has(`metrics.${group}.${name}`)) metrics[group] = { [name]: row.source_count };
    }
  }
  return Object.keys(metrics).length > 0 ? metrics : undefined;
}
