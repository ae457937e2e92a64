import { foldName } from "../fold-name.ts";

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
  const labels = weightLineLabels(workers, nameOf);
  for (const { worker, id } of labels) byKey.set(id, worker);
  for (const { worker, key } of labels) byKey.set(key, worker);
  const lines: WeightLine[] = [];
  for (const [index, line] of text.slice(0, MAX_WEIGHT_LINES).split("\n").entries()) {
    if (line.trim() === "") continue;
    const match = /^(?:<@([^>|]+)(?:\|[^>]*)?>|@?(.+)) (\S+)$/u.exec(oneSpaced(line));
    const key = keyOf(match?.[1] ?? match?.[2] ?? "");
    const isRest = REST_WORDS.includes(key);
    const known = { number: index + 1, worker: byKey.get(key), isRest, weight: match?.[3] ?? "" };
    lines.push(known.worker === undefined && !isRest ? { ...known, ...readGrouped(line, byKey) } : known);
  }
  return lines;
}

/** "@Ana 1 000": no worker is called “Ana 1”, so the weight has a space in it. */
function readGrouped(line: string, byKey: ReadonlyMap<string, string>): { worker: string; weight: string } | undefined {
  const [, name = "", weight = ""] = /^@?(.+?) (\d{1,3}(?: \d{3})+)$/u.exec(oneSpaced(line)) ?? [];
  const worker = byKey.get(keyOf(name));
  return worker === undefined ? undefined : { worker, weight };
}

type Label = {
  readonly worker: string;
  /** The worker's id, as lines are compared with it. */
  readonly id: string;
  readonly label: string;
  /** The label as lines are compared with it. */
  readonly key: string;
};

/** How each worker is written in the lines: by name, with the id behind where the name alone could be read as something else. */
export function weightLineLabels(workers: readonly string[], nameOf: (worker: string) => string): Label[] {
  const named = workers.map((worker) => {
    const name = oneSpaced(nameOf(worker));
    return { worker, id: keyOf(worker), name, key: keyOf(name) };
  });
  const ids = new Set(named.map(({ id }) => id));
  const seen = new Map<string, number>();
  for (const { key } of named) seen.set(key, (seen.get(key) ?? 0) + 1);
  return named.map(({ worker, id, name, key }) => {
    const idInName = key.endsWith(")") ? (/\(([^()]*)\)$/u.exec(key)?.[1] ?? key) : key;
    const isPlain = key !== "" && seen.get(key) === 1 && !ids.has(idInName) && !REST_WORDS.includes(key);
    if (isPlain || key === id) return { worker, id, label: name, key };
    return { worker, id, label: `${name} (${worker})`.trim(), key: keyOf(`${name} (${worker})`) };
  });
}

/** White space that is more than one space between words. */
const MORE_SPACE = /^\s|\s$|\s\s|[^\S ]/u;

const oneSpaced = (text: string): string => (MORE_SPACE.test(text) ? text.replaceAll(/\s+/gu, " ").trim() : text);

const keyOf = foldName;
