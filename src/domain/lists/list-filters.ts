import { nearest } from "../nearest.ts";
import { err, ok, type Result } from "../result.ts";
import type { PriorityWanted, ReviewPlan, TaskStatus, TaskType } from "../task.ts";

/** What `list` can be narrowed by, and what each can be. */
export type FilterValues = {
  type: TaskType;
  status: TaskStatus;
  review: ReviewPlan["strategy"];
  priority: PriorityWanted;
};
export type FilterKey = keyof FilterValues;

export const FILTER_KEYS = ["type", "status", "review", "priority"] as const satisfies readonly FilterKey[];

type Words = readonly [string, ...string[]];

/** What people may write, by what is meant; the first word is how the app itself writes it. */
const WORDS: { readonly [K in FilterKey]: Readonly<Record<FilterValues[K], Words>> } = {
  type: {
    CONCEPTS_CLASSIFICATION: ["concepts", "classification", "conceptsclassification"],
    BOUNDING_BOX_DETECTION: ["boxes", "boundingboxes", "boundingboxdetection"],
    POLYGON_DETECTION: ["polygons", "polygondetection"],
    TYPE_NOT_SET: ["automatic", "automaticannotation"],
    UNKNOWN: ["unknown"],
  },
  status: {
    IN_PROGRESS: ["open", "inprogress", "progress", "running"],
    DONE: ["done", "closed", "finished", "completed"],
    // Both ways in which a task is closed.
    WONT_DO: ["wontdo", "willnotdo", "closed"],
    FAILED: ["failed"],
    IDLE: ["idle"],
    UNKNOWN: ["unknown"],
  },
  review: { NONE: ["none", "noreview"], MANUAL: ["manual"], CONSENSUS: ["consensus"], UNKNOWN: ["unknown"] },
  priority: { HIGH: ["high"], MEDIUM: ["medium"], LOW: ["low"], NONE: ["none", "nopriority"], UNKNOWN: ["unknown"] },
};

/** Why words are not understood, in a sentence; `instead`: what one of them may have been meant to be. */
export type FilterProblem = {
  readonly message: string;
  readonly instead?: { readonly of: string; readonly word: string };
};

/** The values between commas, each once. A word that means nothing is answered with the nearest one that does. */
export function readFilterValues<K extends FilterKey>(
  key: K,
  written: string,
): Result<FilterValues[K][], FilterProblem> {
  const values = new Set<FilterValues[K]>();
  if (written === ",") return err({ message: `Behind ${key}: a word is missing. ${whatWorks(key)}` });
  for (const part of written.split(",")) {
    const word = fold(part);
    if (word === "") continue;
    const meant = valuesOf(key).filter((value) => WORDS[key][value].includes(word));
    const begun = valuesOf(key).filter((value) => WORDS[key][value].some((each) => each.startsWith(word)));
    const found = meant.length > 0 ? meant : begun;
    // Beginnings have to be clear; a whole word may mean several on purpose.
    if (found.length === 0 || (meant.length === 0 && found.length > 1)) return err(notKnown(key, part.trim(), word));
    for (const value of found) values.add(value);
  }
  return ok([...values]);
}

/** How the app writes this value behind `type:`, `status:`, `review:` or `priority:`. */
export const nameFilterValue = <K extends FilterKey>(key: K, value: FilterValues[K]): string => WORDS[key][value][0];

const fold = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

const valuesOf = <K extends FilterKey>(key: K): FilterValues[K][] => Object.keys(WORDS[key]) as FilterValues[K][];

function whatWorks(key: FilterKey): string {
  // Tasks of a kind that is not known here are looked for too seldom to be offered; a state is often not known.
  const offered = valuesOf(key).filter((value) => value !== "UNKNOWN" || key === "status");
  const names = offered.map((value) => nameFilterValue(key, value));
  return `It can be ${names.slice(0, -1).join(", ")} or ${names.at(-1)}.`;
}

function notKnown(key: FilterKey, written: string, word: string): FilterProblem {
  const [first, ...others] = valuesOf(key).map((value) => nameFilterValue(key, value));
  const suggestion = nearest(word, [first ?? "", ...others]);
  const message = `“${key}:${written.slice(0, 100)}” is not known. Did you mean ${key}:${suggestion}? ${whatWorks(key)}`;
  return { message, instead: { of: written, word: suggestion } };
}
