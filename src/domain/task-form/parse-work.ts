import { parseNumber } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import type { WorkPlan } from "../task.ts";
import { checkShares } from "./check-shares.ts";
import type { FieldProblem, TaskFormValues } from "./task-form.ts";
import { parseWeights } from "./weights.ts";

/** Reads the worker fields; shared with the live preview, which shows the same problems before anything is sent. */
export function parseWork(values: TaskFormValues, nameOf: NameOf, problems: FieldProblem[]): WorkPlan | undefined {
  const found: FieldProblem[] = [];
  const plan = readWork(values, nameOf, found);
  problems.push(...found);
  return found.length > 0 ? undefined : plan;
}

/** The plan that the worker fields describe, also where something speaks against it. */
export function readWork(values: TaskFormValues, nameOf: NameOf, problems: FieldProblem[]): WorkPlan | undefined {
  const { workers, strategy } = values;
  if (strategy !== "PARTITIONED") return { strategy, workers };
  if (workers.length === 0) {
    const message = "Partitioned divides the inputs among workers: choose some, or take the strategy Full or Dynamic.";
    problems.push({ field: "workers", message });
    return undefined;
  }
  const workersPerInput = parseNumber(values.workersPerInput);
  if (workersPerInput === undefined || !Number.isInteger(workersPerInput) || workersPerInput < 1) {
    problems.push({
      field: "workersPerInput",
      message: "Enter a whole number, 1 or more: how many people label each input.",
    });
    return undefined;
  }
  if (workersPerInput > workers.length) {
    const there = workers.length === 1 ? "there is 1 worker" : `there are ${workers.length} workers`;
    const atMost = workers.length === 1 ? "1" : `${workers.length} or less`;
    const message = `Each input would need ${workersPerInput} different workers, and ${there}: enter ${atMost}, or add workers.`;
    problems.push({ field: "workersPerInput", message });
    return undefined;
  }
  if (values.split === "EVENLY") return { strategy, workers, workersPerInput };
  const weights = parseWeights(values, nameOf);
  if (!weights.ok) {
    problems.push(...weights.error);
    return undefined;
  }
  const mustAgree = values.review === "CONSENSUS" ? parseNumber(values.labelersMustAgree) : undefined;
  problems.push(...checkShares(weights.value, { workersPerInput, mustAgree }, nameOf));
  return { strategy, workers, workersPerInput, weights: weights.value };
}
