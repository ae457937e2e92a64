import { foldName } from "./fold-name.ts";

/** A line of the weights field that holds something. */
export type WeightLine = {
  /** From 1 on, as a person counts. */
  readonly number: number;
  /** Undefined where the line names none of the workers. */
  readonly worker: string | undefined;
  /** Whether it is for everybody who has no line of their own. */
  readonly isRest: boolean;
  /** As it was typed. */
  readonly weight: string;
};

/** Slack's limit of a text field, in which the lines stand. */
export const MAX_WEIGHT_LINES = 3000;

const REST_WORDS: readonly string[] = ["everyone else", "all others"];

/** In place of a weight in the line for everyone else: each of them keeps what they had. */
export const KEPT = "unchanged";

/** The line for everybody who has none of their own. */
export const restLine = (weight: string): string => `${REST_WORDS[0]} ${weight}`;

/** Whether the line lets everyone else keep their weights. */
export const isKept = ({ isRest, weight }: WeightLine): boolean => isRest && foldName(weight) === KEPT;

/** Whether weights stand behind this text that are not in it. */
export const keepsWeights = (text: string): boolean => readWeightLines(text, [], String).some(isKept);

/** The lines `@name weight`. Names are matched without regard to case; `<@U…>` and `@U…` are read too. */
export function readWeightLines(
  text: string,
  workers: readonly string[],
  nameOf: (worker: string) => string,
): WeightLine[] {
  const byKey = new Map<string, string>();
  for (const worker of workers) byKey.set(keyOf(worker), worker);
  for (const { worker, label } of weightLineLabels(workers, nameOf)) byKey.set(keyOf(label), worker);
  const lines: WeightLine[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const match = /^(?:<@([^>|]+)(?:\|[^>]*)?>|@?(.+)) (\S+)$/u.exec(oneSpaced(line));
    const key = keyOf(match?.[1] ?? match?.[2] ?? "");
    const isRest = REST_WORDS.includes(key);
    lines.push({ number: index + 1, worker: byKey.get(key), isRest, weight: match?.[3] ?? "" });
  }
  return lines;
}

/** How each worker is written in the lines: by name, with the id behind where the name alone could be read as something else. */
export function weightLineLabels(
  workers: readonly string[],
  nameOf: (worker: string) => string,
): { worker: string; label: string }[] {
  const named = workers.map((worker) => ({ worker, name: oneSpaced(nameOf(worker)) }));
  const ids = new Set(workers.map(keyOf));
  const seen = new Map<string, number>();
  for (const { name } of named) seen.set(keyOf(name), (seen.get(keyOf(name)) ?? 0) + 1);
  return named.map(({ worker, name }) => {
    const key = keyOf(name);
    const idInName = /\(([^()]*)\)$/u.exec(key)?.[1] ?? key;
    const isPlain = key !== "" && seen.get(key) === 1 && !ids.has(idInName) && !REST_WORDS.includes(key);
    return { worker, label: isPlain || key === keyOf(worker) ? name : `${name} (${worker})`.trim() };
  });
}

const oneSpaced = (text: string): string => text.replaceAll(/\s+/gu, " ").trim();

const keyOf = foldName;
