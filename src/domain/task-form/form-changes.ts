import { parseNumber } from "../numbers.ts";
import { areSameGroups } from "../user-groups.ts";
import { groupsOf } from "./group-members.ts";
import type { FormPart } from "./task-form.ts";
import {
  type ConceptChoice,
  MAX_WEIGHT_FIELDS,
  type TaskField,
  type TaskFormValues,
  visibleFields,
} from "./task-form.ts";
import { keepsWeights } from "./weight-lines.ts";

/** The parts that two fillings of the form say differently; order among people and concepts does not count. */
export function changedParts(before: TaskFormValues, after: TaskFormValues): FormPart[] {
  const parts: FormPart[] = [];
  const note = (part: FormPart, differs: boolean): void => {
    if (differs) parts.push(part);
  };
  note("name", differsAsText(before.name, after.name));
  note("instructions", differsAsText(before.instructions, after.instructions));
  note("type", before.type !== after.type);
  note("concepts", differsAsSet(before.concepts.map(conceptKey), after.concepts.map(conceptKey)));
  note("conceptsPerInput", differsPerInput(before, after));
  note("inputSource", sourceKey(before) !== sourceKey(after));
  note("work", differsInWork(before, after));
  note("machines", differsAsSet(before.machines, after.machines));
  note("review", differsInReview(before, after));
  note("priority", before.priority !== after.priority);
  note("sampleMs", differsAsNumber(before.sampleMs, after.sampleMs));
  note("userGroups", differsInGroups(before, after));
  return parts;
}

const NUMBER_FIELDS: readonly TaskField[] = ["workersPerInput", "sample", "labelersMustAgree", "sampleMs"];

/** Whether a field holds something else than before. */
export function isFieldChanged(field: TaskField, before: TaskFormValues, after: TaskFormValues): boolean {
  if (field.startsWith("weight:")) {
    const worker = field.slice("weight:".length);
    return differsAsNumber(before.weights[worker] ?? "", after.weights[worker] ?? "");
  }
  const [a, b] = [before[field as keyof TaskFormValues], after[field as keyof TaskFormValues]];
  if (typeof a === "string" && typeof b === "string") {
    return NUMBER_FIELDS.includes(field) ? differsAsNumber(a, b) : differsAsText(a, b);
  }
  if (field === "concepts") return differsAsSet(before.concepts.map(conceptKey), after.concepts.map(conceptKey));
  if (Array.isArray(a) && Array.isArray(b)) return differsAsSet(a.map(String), b.map(String));
  return JSON.stringify(a) !== JSON.stringify(b);
}

/** The part of the task that a field belongs to. */
export function partOf(field: TaskField): FormPart {
  switch (field) {
    case "name":
    case "instructions":
    case "type":
    case "concepts":
    case "conceptsPerInput":
    case "machines":
    case "priority":
    case "sampleMs":
      return field;
    case "workerGroups":
    case "reviewerGroups":
      return "userGroups";
    case "inputSource":
    case "dataset":
    case "savedSearch":
      return "inputSource";
    case "review":
    case "reviewers":
    case "outsideReviewers":
    case "sample":
    case "labelersMustAgree":
    case "reviewersMustApprove":
      return "review";
    default:
      return "work";
  }
}

/** What both have changed since `before`, and not alike. */
export function collidingParts(before: TaskFormValues, mine: TaskFormValues, theirs: TaskFormValues): FormPart[] {
  const changedByThem = changedParts(before, theirs);
  const stillDifferent = changedParts(mine, theirs);
  return changedParts(before, mine).filter((part) => changedByThem.includes(part) && stillDifferent.includes(part));
}

/**
 * The other side's version with my changes on it: a field that I have changed since `before` is mine, every other is theirs; of
 * lists of people and concepts, what I have added and taken out.
 */
export function mergeForms(before: TaskFormValues, mine: TaskFormValues, theirs: TaskFormValues): TaskFormValues {
  const pick = <K extends keyof TaskFormValues>(field: K): TaskFormValues[K] =>
    isFieldChanged(field as TaskField, before, mine) ? mine[field] : theirs[field];
  const list = (field: "workers" | "reviewers" | "machines"): string[] =>
    mergeLists(before[field], mine[field], theirs[field], (item) => item);
  const workers = list("workers");
  const reviewers = list("reviewers");
  // Lines are written for the workers that they name: another set of workers gets new ones from the weights.
  const sameWorkers = !differsAsSet(workers, theirs.workers);
  return {
    name: pick("name"),
    instructions: pick("instructions"),
    type: pick("type"),
    concepts: mergeLists(before.concepts, mine.concepts, theirs.concepts, conceptKey),
    conceptsPerInput: pick("conceptsPerInput"),
    ...(sourceKey(before) === sourceKey(mine) ? sourceOf(theirs) : sourceOf(mine)),
    workers,
    strategy: pick("strategy"),
    workersPerInput: pick("workersPerInput"),
    split: pick("split"),
    weights: mergeWeights(before, mine, theirs),
    weightLines: isFieldChanged("weightLines", before, mine) ? mine.weightLines : sameWorkers ? theirs.weightLines : "",
    review: pick("review"),
    reviewers,
    sample: pick("sample"),
    labelersMustAgree: pick("labelersMustAgree"),
    reviewersMustApprove: pick("reviewersMustApprove"),
    priority: pick("priority"),
    sampleMs: pick("sampleMs"),
    workerGroups: mergeLists(before.workerGroups, mine.workerGroups, theirs.workerGroups, ({ id }) => id),
    reviewerGroups: mergeLists(before.reviewerGroups, mine.reviewerGroups, theirs.reviewerGroups, ({ id }) => id),
    outsideWorkers: [...new Set([...theirs.outsideWorkers, ...mine.outsideWorkers])],
    outsideReviewers: [...new Set([...theirs.outsideReviewers, ...mine.outsideReviewers])],
    machines: list("machines"),
  };
}

function mergeLists<T>(
  before: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  const had = new Set(before.map(keyOf));
  const have = new Set(mine.map(keyOf));
  const kept = theirs.filter((item) => have.has(keyOf(item)) || !had.has(keyOf(item)));
  const keptKeys = new Set(kept.map(keyOf));
  return [...kept, ...mine.filter((item) => !had.has(keyOf(item)) && !keptKeys.has(keyOf(item)))];
}

function mergeWeights(before: TaskFormValues, mine: TaskFormValues, theirs: TaskFormValues): Record<string, string> {
  const merged: Record<string, string> = { ...theirs.weights };
  for (const [worker, weight] of Object.entries(mine.weights)) {
    if (!(worker in merged) || isFieldChanged(`weight:${worker}`, before, mine)) merged[worker] = weight;
  }
  return merged;
}

const sourceOf = ({ inputSource, dataset, savedSearch }: TaskFormValues) => ({ inputSource, dataset, savedSearch });

const conceptKey = (concept: ConceptChoice): string =>
  concept.kind === "existing" ? `existing:${concept.id}` : `new:${concept.name}`;

function sourceKey(values: TaskFormValues): string {
  switch (values.inputSource) {
    case "ALL_INPUTS":
    case "UNKNOWN":
      return values.inputSource;
    case "DATASET":
      return `DATASET:${values.dataset?.id ?? ""}`;
    case "SAVED_SEARCH":
      return `SAVED_SEARCH:${values.savedSearch?.id ?? ""}`;
  }
}

function differsInGroups(before: TaskFormValues, after: TaskFormValues): boolean {
  const [had, have] = [groupsOf(before), groupsOf(after)];
  return !areSameGroups(had.workers, have.workers) || !areSameGroups(had.reviewers, have.reviewers);
}

/** It says nothing where it does not show. */
const differsPerInput = (before: TaskFormValues, after: TaskFormValues): boolean =>
  visibleFields(after).conceptsPerInput && before.conceptsPerInput !== after.conceptsPerInput;

function differsInWork(before: TaskFormValues, after: TaskFormValues): boolean {
  if (before.strategy !== after.strategy || differsAsSet(before.workers, after.workers)) return true;
  if (after.strategy !== "PARTITIONED") return false;
  if (before.split !== after.split || differsAsNumber(before.workersPerInput, after.workersPerInput)) return true;
  if (after.split !== "WEIGHTED") return false;
  if (after.workers.length > MAX_WEIGHT_FIELDS) {
    if (differsAsText(before.weightLines, after.weightLines)) return true;
    if (!keepsWeights(after.weightLines)) return false;
  }
  return after.workers.some((worker) => isFieldChanged(`weight:${worker}`, before, after));
}

function differsInReview(before: TaskFormValues, after: TaskFormValues): boolean {
  if (before.review !== after.review) return true;
  if (after.review === "NONE") return false;
  if (differsAsSet(before.reviewers, after.reviewers)) return true;
  if (after.review === "UNKNOWN") return false;
  if (after.review === "MANUAL") return differsAsNumber(before.sample, after.sample);
  return (
    differsAsNumber(before.labelersMustAgree, after.labelersMustAgree) ||
    before.reviewersMustApprove !== after.reviewersMustApprove
  );
}

/** Slack sends text without the white space around it, and with its own line ends. */
const normalize = (text: string): string => text.replaceAll("\r\n", "\n").trim();

const differsAsText = (before: string, after: string): boolean => normalize(before) !== normalize(after);

/** "90" and "90.0" are the same number; what is none is compared as text. */
function differsAsNumber(before: string, after: string): boolean {
  const [a, b] = [parseNumber(before), parseNumber(after)];
  return a !== undefined && b !== undefined ? a !== b : differsAsText(before, after);
}

function differsAsSet(before: readonly string[], after: readonly string[]): boolean {
  const had = new Set(before);
  const have = new Set(after);
  return had.size !== have.size || [...had].some((item) => !have.has(item));
}
