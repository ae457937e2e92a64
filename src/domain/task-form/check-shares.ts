import { formatNumber, formatPercent } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { type FieldProblem, MAX_WEIGHT_FIELDS } from "./task-form.ts";

/** Relative slack for sums of floating-point weights. */
const EPSILON = 1e-9;

/**
 * Refuses a weight whose share exceeds 1 / workers per input: no partition exists then, since the same worker would have
 * to label an input twice (tasks-api.md, "What the strategies mean").
 */
export function checkShares(
  weights: Readonly<Record<string, number>>,
  workersPerInput: number,
  nameOf: NameOf,
): FieldProblem[] {
  const workers = Object.keys(weights);
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const problems: FieldProblem[] = [];
  for (const [worker, weight] of Object.entries(weights)) {
    if (weight * workersPerInput <= sum * (1 + EPSILON)) continue;
    const name = nameOf(worker);
    const most = Math.floor(((sum - weight) / (workersPerInput - 1)) * 100) / 100;
    const mend = most > 0 ? `give ${name} ${formatNumber(most)} or less` : "give the others more weight";
    const fewer = Math.floor(sum / weight);
    const message = `With ${workersPerInput} workers per input nobody can take more than ${formatPercent(1 / workersPerInput)}. ${name} has ${formatPercent(weight / sum)}: ${mend}, or set workers per input to ${fewer}.`;
    problems.push({ field: workers.length > MAX_WEIGHT_FIELDS ? "weightLines" : `weight:${worker}`, message });
  }
  return problems;
}
