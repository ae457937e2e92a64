import { parseNumber } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { canBeDivided } from "./mend-shares.ts";
import type { TaskFormValues } from "./task-form.ts";
import { parseWeights } from "./weights.ts";

/**
 * How many workers label each input until the lead says so: `opened`, what the form held when it was opened, and under Consensus at
 * least as many as must agree, so that there are labels to compare; as far as there are workers. Weights that cannot be divided so,
 * and what is being typed, leave it as it is.
 */
export function defaultWorkersPerInput(values: TaskFormValues, opened: string, nameOf: NameOf): string {
  const { review, strategy, workers, labelersMustAgree, workersPerInput } = values;
  if (review !== "CONSENSUS" || strategy !== "PARTITIONED") return opened;
  if (labelersMustAgree.trim() === "") return workersPerInput;
  const mustAgree = parseNumber(labelersMustAgree) ?? 1;
  const wanted = Number.isInteger(mustAgree) ? Math.min(mustAgree, workers.length) : 1;
  if (wanted <= (parseNumber(opened) ?? 1)) return opened;
  if (values.split === "EVENLY") return String(wanted);
  const weights = parseWeights(values, nameOf);
  if (!weights.ok) return workersPerInput;
  return canBeDivided(weights.value, wanted) ? String(wanted) : workersPerInput;
}
