import { formatNumber, formatPercent, parseNumber } from "./numbers.ts";
import { err, ok, type Result } from "./result.ts";
import { type FieldProblem, MAX_WEIGHT_FIELDS, type TaskFormValues } from "./task-form.ts";

/** What a worker is called, by Slack user id. */
export type NameOf = (person: string) => string;

/**
 * Reads the weights of the form, from the number fields or, above `MAX_WEIGHT_FIELDS` workers, from the text lines.
 * Every worker has to have one; zero is a weight as long as not all are zero.
 */
export function parseWeights(
  values: Pick<TaskFormValues, "workers" | "weights" | "weightLines">,
  nameOf: NameOf,
): Result<Readonly<Record<string, number>>, readonly FieldProblem[]> {
  const parsed =
    values.workers.length > MAX_WEIGHT_FIELDS
      ? parseWeightLines(values.weightLines, values.workers, nameOf)
      : parseWeightFields(values.workers, values.weights, nameOf);
  if (!parsed.ok) return parsed;
  if (Object.values(parsed.value).some((weight) => weight > 0)) return parsed;
  const message = "All weights are 0, so nobody would get anything: give at least one worker more than 0.";
  return err(weightFieldsOf(values.workers).map((field) => ({ field, message })));
}

/** The fields in which the weights of these workers stand. */
function weightFieldsOf(workers: readonly string[]): FieldProblem["field"][] {
  if (workers.length > MAX_WEIGHT_FIELDS) return ["weightLines"];
  return workers.map((worker) => `weight:${worker}` as const);
}

function parseWeightFields(workers: readonly string[], weights: Readonly<Record<string, string>>, nameOf: NameOf) {
  const problems: FieldProblem[] = [];
  const result: Record<string, number> = {};
  for (const worker of workers) {
    const weight = parseWeight(weights[worker] ?? "", nameOf(worker));
    if (weight.ok) result[worker] = weight.value;
    else problems.push({ field: `weight:${worker}`, message: weight.error });
  }
  return problems.length > 0 ? err(problems) : ok(result);
}

function parseWeight(text: string, name: string): Result<number, string> {
  if (text.trim() === "") return err(`${name} has no weight: enter a number, for example 1.`);
  const weight = parseNumber(text);
  if (weight === undefined) return err(`“${text.trim().slice(0, 40)}” is not a number: enter one, for example 10.`);
  if (weight < 0) return err(`A weight cannot be negative: give ${name} 0 or more.`);
  return ok(weight);
}

/** Lines as in the form: `@name weight` each. Names are matched without regard to case; `<@U…>` and `@U…` are read too. */
function parseWeightLines(
  text: string,
  workers: readonly string[],
  nameOf: NameOf,
): Result<Record<string, number>, FieldProblem[]> {
  const faults: string[] = [];
  const result: Record<string, number> = {};
  for (const { number, worker, weight: written } of readWeightLines(text, workers, nameOf)) {
    if (worker === undefined) {
      faults.push(`line ${number} does not begin with one of the workers: write “@name weight”`);
      continue;
    }
    if (worker in result) {
      faults.push(`line ${number}: ${nameOf(worker)} stands there twice`);
      continue;
    }
    const weight = parseWeight(written, nameOf(worker));
    if (weight.ok) result[worker] = weight.value;
    else faults.push(`line ${number}: ${weight.error.replace(/\.$/, "")}`);
  }
  const missing = workers.filter((worker) => !(worker in result));
  if (faults.length === 0 && missing.length > 0) {
    const names = missing.slice(0, 3).map((worker) => `@${nameOf(worker)}`);
    const rest = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
    faults.push(`no line for ${names.join(", ")}${rest}: add one each`);
  }
  if (faults.length === 0) return ok(result);
  const shown = faults.slice(0, 3).join("; ");
  const rest = faults.length > 3 ? `; and ${faults.length - 3} more` : "";
  return err([{ field: "weightLines", message: `${capitalize(shown)}${rest}.` }]);
}

/** The lines that hold something, split into worker and weight; `worker` is undefined where none of these is named. */
function readWeightLines(text: string, workers: readonly string[], nameOf: NameOf) {
  const byKey = new Map<string, string>();
  for (const worker of workers) byKey.set(worker.toLowerCase(), worker);
  for (const { worker, label } of weightLineLabels(workers, nameOf)) byKey.set(label.toLowerCase(), worker);
  const lines: { number: number; worker: string | undefined; weight: string }[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const match = /^\s*(?:<@([^>|]+)(?:\|[^>]*)?>|@?(.+?))\s+(\S+)\s*$/u.exec(line);
    const key = (match?.[1] ?? match?.[2])?.trim().toLowerCase();
    lines.push({ number: index + 1, worker: key === undefined ? undefined : byKey.get(key), weight: match?.[3] ?? "" });
  }
  return lines;
}

/** The lines for another set of workers: who stays keeps what was typed, who is new gets 1. */
export function rewriteWeightLines(text: string, workers: readonly string[], nameOf: NameOf): string {
  const typed: Record<string, string> = {};
  for (const { worker, weight } of readWeightLines(text, workers, nameOf))
    if (worker !== undefined) typed[worker] = weight;
  return writeWeightLines(workers, typed, nameOf);
}

/** How each worker is written in the lines: by name, with the id behind where two share a name. */
function weightLineLabels(workers: readonly string[], nameOf: NameOf): { worker: string; label: string }[] {
  const seen = new Map<string, number>();
  for (const worker of workers) {
    const name = nameOf(worker).toLowerCase();
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return workers.map((worker) => {
    const name = nameOf(worker);
    return { worker, label: (seen.get(name.toLowerCase()) ?? 0) > 1 ? `${name} (${worker})` : name };
  });
}

/** The lines for these workers: those typed already keep their weight, the others get 1. */
export function writeWeightLines(
  workers: readonly string[],
  weights: Readonly<Record<string, string>>,
  nameOf: NameOf,
): string {
  return weightLineLabels(workers, nameOf)
    .map(({ worker, label }) => `@${label} ${weights[worker] ?? "1"}`)
    .join("\n");
}

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

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
