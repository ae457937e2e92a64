import { askNumber, formatCount, parseNumber } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { err, ok, type Result } from "../result.ts";
import { capitalize } from "../text.ts";
import { type FieldProblem, MAX_WEIGHT_FIELDS, type TaskFormValues } from "./task-form.ts";
import {
  isKept,
  KEPT,
  MAX_WEIGHT_LINES,
  readWeightLines,
  restLine,
  type WeightLine,
  weightLineLabels,
} from "./weight-lines.ts";

type WeightValues = Pick<TaskFormValues, "workers" | "weights" | "weightLines">;

/**
 * Reads the weights of the form, from the number fields or, above `MAX_WEIGHT_FIELDS` workers, from the text lines.
 * Every worker has to have one; zero is a weight as long as not all are zero.
 */
export function parseWeights(
  values: WeightValues,
  nameOf: NameOf,
): Result<Readonly<Record<string, number>>, readonly FieldProblem[]> {
  const parsed =
    values.workers.length > MAX_WEIGHT_FIELDS
      ? parseWeightLines(values, nameOf)
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
  if (weight === undefined) return err(askNumber(text));
  if (weight < 0) return err(`A weight cannot be negative: give ${name} 0 or more.`);
  if (weight > MAX_WEIGHT)
    return err(`A weight can be ${formatCount(MAX_WEIGHT)} at most: only the proportion counts, so give smaller ones.`);
  return ok(weight);
}

/** Sums of 10,000 of them are still exact to a thousandth. */
const MAX_WEIGHT = 1_000_000_000;

/** Reads the lines of the text field; who has none of their own gets the weight of "everyone else". */
function parseWeightLines(values: WeightValues, nameOf: NameOf): Result<Record<string, number>, FieldProblem[]> {
  const { workers } = values;
  if (values.weightLines.length > MAX_WEIGHT_LINES) {
    const message = `The weights have ${formatCount(values.weightLines.length)} characters: use at most ${formatCount(MAX_WEIGHT_LINES)}, and “everyone else 1” for the rest.`;
    return err([{ field: "weightLines", message }]);
  }
  const faults: string[] = [];
  const given = new Map<string, number>();
  const named = new Set<string>();
  let rest: WeightLine | undefined;
  const take = (line: WeightLine, receivers: readonly string[], name: string): void => {
    const weight = parseWeight(line.weight, name);
    if (!weight.ok) faults.push(`line ${line.number}: ${weight.error.replace(/\.$/, "")}`);
    else for (const worker of receivers) given.set(worker, weight.value);
  };
  for (const line of readWeightLines(weightLinesOf(values, nameOf), workers, nameOf)) {
    const { number, worker, isRest } = line;
    if (worker === undefined && !isRest) {
      faults.push(`line ${number} does not begin with one of the workers: write “@name weight”`);
    } else if (worker === undefined) {
      if (rest) faults.push(`line ${number}: “everyone else” stands there twice`);
      rest ??= line;
    } else if (named.has(worker)) {
      faults.push(`line ${number}: ${nameOf(worker)} stands there twice`);
    } else {
      named.add(worker);
      take(line, [worker], nameOf(worker));
    }
  }
  const others = workers.filter((worker) => !named.has(worker));
  if (rest && isKept(rest)) {
    for (const worker of others) take({ ...rest, weight: weightOf(values.weights, worker) }, [worker], nameOf(worker));
  } else if (rest) take(rest, others, "everyone else");
  else if (faults.length === 0 && others.length > 0) {
    const names = others.slice(0, 3).map((worker) => `@${nameOf(worker)}`);
    const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
    faults.push(`no line for ${names.join(", ")}${more}: add one each, or the line “everyone else 1”`);
  }
  if (faults.length === 0) return ok(Object.fromEntries(given));
  const shown = faults.slice(0, 3).join("; ");
  const more = faults.length > 3 ? `; and ${faults.length - 3} more` : "";
  return err([{ field: "weightLines", message: `${capitalize(shown)}${more}.` }]);
}

/** What the text field holds: what was typed, and before that the lines for the weights that are known. */
export const weightLinesOf = (values: WeightValues, nameOf: NameOf): string =>
  values.weightLines === "" ? writeWeightLines(values.workers, values.weights, nameOf) : values.weightLines;

/**
 * The lines for these workers; whoever has no weight gets 1. Where not all lines fit into the field, those with the most common
 * weight go into one line; where even that is too long, the last line keeps the weights of all that have none here.
 */
export function writeWeightLines(
  workers: readonly string[],
  weights: Readonly<Record<string, string>>,
  nameOf: NameOf,
): string {
  const lines = weightLineLabels(workers, nameOf).map(({ worker, label }) => {
    const weight = weightOf(weights, worker);
    return { weight, text: `@${label} ${weight}` };
  });
  const all = lines.map(({ text }) => text).join("\n");
  if (all.length <= MAX_WEIGHT_LINES) return all;
  const common = mostCommon(lines.map(({ weight }) => weight));
  const rare = lines.filter(({ weight }) => weight !== common).map(({ text }) => text);
  const short = [...rare, restLine(common)].join("\n");
  if (short.length <= MAX_WEIGHT_LINES) return short;
  const shown: string[] = [];
  let room = MAX_WEIGHT_LINES - restLine(KEPT).length;
  for (const { text } of lines) {
    room -= text.length + 1;
    if (room < 0) break;
    shown.push(text);
  }
  return [...shown, restLine(KEPT)].join("\n");
}

const weightOf = (weights: Readonly<Record<string, string>>, worker: string): string => weights[worker] || "1";

function mostCommon(weights: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const weight of weights) counts.set(weight, (counts.get(weight) ?? 0) + 1);
  let [common, most] = ["1", 0];
  for (const [weight, count] of counts) if (count > most) [common, most] = [weight, count];
  return common;
}
