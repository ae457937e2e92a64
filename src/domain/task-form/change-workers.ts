import { parseNumber, writeNumber } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { MAX_WEIGHT_FIELDS, type TaskFormValues } from "./task-form.ts";
import { parseWeights, writeWeightLines } from "./weights.ts";

/** The form with more workers; under weights, who is new gets the mean of what the others have. */
export function addWorkers(values: TaskFormValues, added: readonly string[], nameOf: NameOf): TaskFormValues {
  const had = new Set(values.workers);
  const workers = [...values.workers, ...added.filter((person) => !had.has(person))];
  if (values.strategy !== "PARTITIONED" || values.split !== "WEIGHTED") return { ...values, workers };
  const weights = currentWeights(values, nameOf);
  const mean = writeNumber(meanOf(values.workers.map((worker) => parseNumber(weights[worker] ?? "") ?? 0)));
  for (const person of workers) if (!had.has(person)) weights[person] = mean;
  return { ...values, workers, weights, weightLines: linesOf(workers, weights, nameOf) };
}

/** The form without one of its workers; under weights, the others keep theirs. */
export function removeWorker(values: TaskFormValues, person: string, nameOf: NameOf): TaskFormValues {
  const workers = values.workers.filter((worker) => worker !== person);
  if (values.strategy !== "PARTITIONED" || values.split !== "WEIGHTED") return { ...values, workers };
  const { [person]: _gone, ...weights } = currentWeights(values, nameOf);
  return { ...values, workers, weights, weightLines: linesOf(workers, weights, nameOf) };
}

const linesOf = (workers: readonly string[], weights: Readonly<Record<string, string>>, nameOf: NameOf): string =>
  workers.length > MAX_WEIGHT_FIELDS ? writeWeightLines(workers, weights, nameOf) : "";

function currentWeights(values: TaskFormValues, nameOf: NameOf): Record<string, string> {
  if (values.workers.length <= MAX_WEIGHT_FIELDS) return { ...values.weights };
  const parsed = parseWeights(values, nameOf);
  if (!parsed.ok) return { ...values.weights };
  return Object.fromEntries(Object.entries(parsed.value).map(([worker, weight]) => [worker, writeNumber(weight)]));
}

/** Two decimals are enough for a weight that nobody has typed. */
function meanOf(weights: readonly number[]): number {
  if (weights.length === 0) return 1;
  let sum = 0;
  for (const weight of weights) sum += weight;
  const mean = sum / weights.length;
  return mean >= 0.01 ? Math.round(mean * 100) / 100 : mean;
}
