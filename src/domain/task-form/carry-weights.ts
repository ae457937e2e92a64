import { parseNumber } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { MAX_WEIGHT_FIELDS, type TaskFormValues, visibleFields } from "./task-form.ts";
import { isKept, MAX_WEIGHT_LINES, readWeightLines, restLine, weightLineLabels } from "./weight-lines.ts";
import { writeWeightLines } from "./weights.ts";

/**
 * The form with its weights for the workers that it has now: who stays keeps what was typed, in number fields and in lines alike, and
 * a number field that has just come up holds 1. One that was emptied while it showed stays empty.
 */
export function carryWeights(earlier: TaskFormValues, values: TaskFormValues, nameOf: NameOf): TaskFormValues {
  const followed = followWorkers(earlier, values, nameOf);
  if (!visibleFields(followed).weightFields) return followed;
  const shown = visibleFields(earlier).weightFields ? earlier.workers : [];
  const weights = { ...followed.weights };
  for (const worker of followed.workers) {
    if (!shown.includes(worker) && parseNumber(weights[worker] ?? "") === undefined) weights[worker] = "1";
  }
  return { ...followed, weights };
}

/** Lines name the workers that they were written for: others get new ones. */
function followWorkers(earlier: TaskFormValues, values: TaskFormValues, nameOf: NameOf): TaskFormValues {
  const { workers, weightLines } = values;
  if (weightLines === "" || earlier.workers.join() === workers.join()) return values;
  const lines = readWeightLines(weightLines, earlier.workers, nameOf);
  const rest = lines.find(({ isRest }) => isRest);
  const own = new Map<string, string>();
  for (const { worker, weight } of lines) if (worker !== undefined) own.set(worker, weight);
  const weights = { ...values.weights };
  for (const worker of new Set([...earlier.workers, ...workers])) {
    const typed = own.get(worker) ?? (rest && !isKept(rest) ? rest.weight : undefined);
    if (typed !== undefined) weights[worker] = typed;
  }
  if (workers.length <= MAX_WEIGHT_FIELDS) return { ...values, weights, weightLines: "" };
  const asTyped = rest && [...ownLines(workers, own, nameOf), restLine(rest.weight)].join("\n");
  const isShort = asTyped !== undefined && asTyped.length <= MAX_WEIGHT_LINES;
  return { ...values, weights, weightLines: isShort ? asTyped : writeWeightLines(workers, weights, nameOf) };
}

const ownLines = (workers: readonly string[], own: ReadonlyMap<string, string>, nameOf: NameOf): string[] =>
  weightLineLabels(workers, nameOf).flatMap(({ worker, label }) => {
    const weight = own.get(worker);
    return weight === undefined ? [] : [`@${label} ${weight}`];
  });
