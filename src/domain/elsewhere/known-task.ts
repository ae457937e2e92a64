import { type Assignment, assignmentsOf } from "../assignment.ts";
import { conceptsPerInput } from "../concepts-per-input.ts";
import { CLOSED_STATUSES } from "../own-part.ts";
import type { InputSource, ReviewPlan, Task, TaskStatus } from "../task.ts";
import { type AssignmentChange, diffAssignments } from "../task-diff.ts";
import type { FormPart } from "../task-form/task-form.ts";
import { checksum } from "../text.ts";

/** What everybody's message says of the task; who has none of these changed hears nothing. */
export const TOLD_PARTS = [
  ...(["name", "instructions", "type", "concepts", "conceptsPerInput"] as const),
  ...(["inputSource", "review", "priority"] as const),
] as const satisfies readonly FormPart[];
export type ToldPart = (typeof TOLD_PARTS)[number];

/** Of what was changed, what people are told. */
export const toldOf = (parts: readonly FormPart[]): FormPart[] =>
  parts.filter((part) => TOLD_PARTS.some((told) => told === part));

/** Somebody's part: account id, and fraction (0..1) of the inputs; `null` where work is handed out on request. */
type KnownPart = readonly [account: string, fraction: number | null];

/** A task as people were last told of it: as much as is needed to see what has become different, and small, since there are many. */
export type KnownTask = {
  /** Nobody is asked anything of a task that is closed. */
  readonly state: "OPEN" | Extract<TaskStatus, "DONE" | "WONT_DO">;
  /** What each part says: the words of the name, of others a short form that differs where they do. */
  readonly parts: Readonly<Record<ToldPart, string>>;
  readonly workers: readonly KnownPart[];
  readonly reviewers: readonly KnownPart[];
};

/** What makes one known task of another. People are account ids. */
export type KnownDifference = {
  readonly state?: KnownTask["state"];
  readonly parts: Readonly<Partial<Record<ToldPart, string>>>;
  readonly people: readonly AssignmentChange[];
};

/** Of a task as the API gives it, in a listing or by itself. */
export function knownOf(task: Task): KnownTask {
  const people = assignmentsOf(task.work, task.review);
  return {
    state: stateOf(task.status),
    parts: {
      name: settle(task.name),
      instructions: checksum(settle(task.instructions)),
      type: task.type,
      concepts: checksum(JSON.stringify([...new Set(task.concepts)].sort())),
      conceptsPerInput: task.type === "CONCEPTS_CLASSIFICATION" ? conceptsPerInput(task.metadata) : "",
      inputSource: sayOfSource(task.inputSource),
      review: sayOfRule(task.review),
      priority: task.priority ?? "",
    },
    workers: partsOf(people, "worker"),
    reviewers: partsOf(people, "reviewer"),
  };
}

export const stateOf = (status: TaskStatus): KnownTask["state"] =>
  CLOSED_STATUSES.some((closed) => closed === status) ? (status as "DONE" | "WONT_DO") : "OPEN";

/** What has become of `before`; nothing (`isNothing`) where both say the same to everybody. */
export function compareKnown(before: KnownTask, after: KnownTask): KnownDifference {
  const parts: Partial<Record<ToldPart, string>> = {};
  for (const part of TOLD_PARTS) if (before.parts[part] !== after.parts[part]) parts[part] = after.parts[part];
  return {
    ...(before.state !== after.state && { state: after.state }),
    parts,
    people: diffAssignments(peopleOf(before), peopleOf(after)),
  };
}

export const isNothing = ({ state, parts, people }: KnownDifference): boolean =>
  state === undefined && people.length === 0 && Object.keys(parts).length === 0;

/**
 * The same change made to what is known: `applyDifference(a, compareKnown(a, b))` is `b`. Of a task that was known in another state
 * than the one before the change, what the change does not touch stays as it is known, and so is still to be told.
 */
export function applyDifference(known: KnownTask, { state, parts, people }: KnownDifference): KnownTask {
  const apply = (role: Assignment["role"], before: readonly KnownPart[]): readonly KnownPart[] => {
    const after = new Map(before);
    for (const change of people) {
      if (change.kind === "removed") {
        if (change.role === role) after.delete(change.person);
        continue;
      }
      const { person, fraction } = change.assignment;
      // Who was not told yet that they are on it is told that, not that their share is another.
      if (change.assignment.role === role && (change.kind === "added" || after.has(person)))
        after.set(person, fraction ?? null);
    }
    return [...after];
  };
  return {
    state: state ?? known.state,
    parts: { ...known.parts, ...parts },
    workers: apply("worker", known.workers),
    reviewers: apply("reviewer", known.reviewers),
  };
}

/** Everybody's part, by account id; workers first. */
export const peopleOf = ({ workers, reviewers }: KnownTask): Assignment[] => [
  ...workers.map(toAssignment("worker")),
  ...reviewers.map(toAssignment("reviewer")),
];

const toAssignment =
  (role: Assignment["role"]) =>
  ([person, fraction]: KnownPart): Assignment => ({ person, role, ...(fraction !== null && { fraction }) });

const partsOf = (people: readonly Assignment[], wanted: Assignment["role"]): KnownPart[] =>
  people.filter(({ role }) => role === wanted).map(({ person, fraction }) => [person, fraction ?? null]);

/** White space around a text and ways to end a line are no change to anybody. A NUL no database keeps. */
const settle = (text: string): string => text.replaceAll("\r\n", "\n").replaceAll("\0", "").trim();

const sayOfSource = (source: InputSource): string => ("id" in source ? `${source.type}:${source.id}` : source.type);

/** Without the reviewers, each of whom has a part of their own. */
function sayOfRule(review: ReviewPlan): string {
  if (review.strategy === "MANUAL") return `MANUAL:${review.sample}`;
  if (review.strategy !== "CONSENSUS") return review.strategy;
  return `CONSENSUS:${review.labelersMustAgree}:${review.reviewersMustApprove}`;
}
