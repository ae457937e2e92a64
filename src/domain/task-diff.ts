import { type Assignment, hasShare } from "./assignment.ts";
import { conceptsPerInput as perInputOf } from "./concepts-per-input.ts";
import { machineWorkersIn } from "./machine-workers.ts";
import type { ReviewPlan, Task, TaskChanges, WorkPlan } from "./task.ts";
import { areSameGroups, type TaskGroups, userGroupsOf } from "./user-groups.ts";

/** What a change of the task means for one person in one role. */
export type AssignmentChange =
  | { readonly kind: "added"; readonly assignment: Assignment }
  | (Removed & HadBefore)
  | ({ readonly kind: "changed"; readonly assignment: Assignment } & HadBefore);

type Removed = { readonly kind: "removed"; readonly person: string; readonly role: Assignment["role"] };
/** The fraction before; absent where work was handed out on request. */
type HadBefore = { readonly before?: number };

/** Shares closer than this are the same to everybody (a thousandth of a percent). */
const EPSILON = 1e-5;

/** Who is new, who is gone, and whose share is another; nobody else is concerned. */
export function diffAssignments(before: readonly Assignment[], after: readonly Assignment[]): AssignmentChange[] {
  const had = new Map(before.map((assignment) => [keyOf(assignment), assignment]));
  const have = new Set(after.map(keyOf));
  const changes: AssignmentChange[] = [];
  for (const assignment of after) {
    const earlier = had.get(keyOf(assignment));
    if (!earlier) changes.push({ kind: "added", assignment });
    else if (!isSameShare(earlier.fraction, assignment.fraction))
      changes.push({ kind: "changed", assignment, ...hadBefore(earlier) });
  }
  for (const assignment of before) {
    const { person, role } = assignment;
    if (!have.has(keyOf(assignment))) changes.push({ kind: "removed", person, role, ...hadBefore(assignment) });
  }
  return changes;
}

const hadBefore = ({ fraction }: Assignment): HadBefore => (fraction === undefined ? {} : { before: fraction });

/**
 * A change as it is to the person. Whoever gets a first share is new, and whoever keeps none has nothing of the task any more
 * (`isStillOn`); undefined where they had none and have none.
 */
export function changeForPerson(
  change: AssignmentChange,
): Exclude<AssignmentChange, Removed> | (Removed & { readonly isStillOn?: true }) | undefined {
  const { person, role } = change.kind === "removed" ? change : change.assignment;
  const had = change.kind !== "added" && hasShare({ role, ...("before" in change && { fraction: change.before }) });
  const has = change.kind !== "removed" && hasShare(change.assignment);
  if (had && has) return change;
  if (has) return { kind: "added", assignment: change.assignment };
  if (!had) return undefined;
  return change.kind === "removed" ? change : { kind: "removed", person, role, isStillOn: true };
}

const keyOf = ({ person, role }: Assignment): string => `${role}:${person}`;

function isSameShare(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Math.abs(a - b) < EPSILON;
}

/** Whether a task is as the changes would make it: what an unanswered request would have left behind. */
export function isApplied(task: Task, changes: TaskChanges): boolean {
  const { status, concepts, conceptsPerInput, userGroups, work, review, machines, priority, sampleMs, ...plain } =
    changes;
  if (status !== undefined && task.status !== status) return false;
  if (concepts !== undefined && !isSameSet(task.concepts, concepts)) return false;
  if (conceptsPerInput !== undefined && perInputOf(task.metadata) !== conceptsPerInput) return false;
  if (userGroups !== undefined && !isGivenTo(task, userGroups)) return false;
  if (work !== undefined && !isSameWork(task.work, work)) return false;
  if (review !== undefined && !isSameReview(task.review, review)) return false;
  if (machines !== undefined && machineWorkersIn(task.raw).some((id) => !machines.includes(id))) return false;
  if (priority !== undefined && (task.priority ?? null) !== priority) return false;
  if (sampleMs !== undefined && (task.sampleMs ?? null) !== sampleMs) return false;
  return Object.entries(plain).every(
    ([field, value]) => value === undefined || JSON.stringify(task[field as keyof Task]) === JSON.stringify(value),
  );
}

function isGivenTo({ metadata }: Task, groups: TaskGroups): boolean {
  const { workers, reviewers } = userGroupsOf(metadata);
  return areSameGroups(workers, groups.workers) && areSameGroups(reviewers, groups.reviewers);
}

function isSameWork(a: WorkPlan, b: WorkPlan): boolean {
  if (a.strategy !== b.strategy || !isSameSet(a.workers, b.workers)) return false;
  if (a.strategy !== "PARTITIONED" || b.strategy !== "PARTITIONED") return true;
  if (a.workersPerInput !== b.workersPerInput) return false;
  const [weights, others] = [a.weights, b.weights];
  if (!weights || !others) return weights === others;
  return a.workers.every((worker) => isSameShare(weights[worker] ?? 0, others[worker] ?? 0));
}

function isSameReview(a: ReviewPlan, b: ReviewPlan): boolean {
  if (a.strategy === "NONE" || b.strategy === "NONE") return a.strategy === b.strategy;
  if (!isSameSet(a.reviewers, b.reviewers)) return false;
  if (a.strategy === "MANUAL" && b.strategy === "MANUAL") return isSameShare(a.sample, b.sample);
  if (a.strategy !== "CONSENSUS" || b.strategy !== "CONSENSUS") return a.strategy === b.strategy;
  return a.labelersMustAgree === b.labelersMustAgree && a.reviewersMustApprove === b.reviewersMustApprove;
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const others = new Set(b);
  return a.length === b.length && a.every((item) => others.has(item));
}

/** What the API itself keeps about a task, and may renew without anybody having changed it. */
const OWN_FIELDS = ["modified_at", "metrics", "created_at"];

/** Whether anything that people or programs have set differs between two readings of a task, known to this app or not. */
export function isTouched(before: Task, after: Task): boolean {
  return JSON.stringify(sorted(settled(before))) !== JSON.stringify(sorted(settled(after)));
}

function settled({ raw }: Task): object {
  const fields = Object.entries(raw).filter(([name]) => !OWN_FIELDS.includes(name));
  // How far the assigning has got says nothing about what was changed.
  return Object.fromEntries(fields.map(([name, value]) => [name, name === "status" ? codeOf(value) : value]));
}

const codeOf = (status: unknown): unknown =>
  typeof status === "object" && status !== null && "code" in status ? status.code : status;

/** The same JSON with its fields in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
