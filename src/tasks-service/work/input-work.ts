import { taskConflict } from "../protocol/api-error.ts";
import type { ReviewSettings } from "../rules/decision/decide-input.ts";
import { isSampled } from "../rules/decision/sample.ts";
import { labelersWanted } from "../rules/plan/task-plan.ts";
import type { Comparison } from "../rules/shapes/comparison.ts";
import { markAnnotations, readParts } from "../tables/annotations.ts";
import type { CountChanges } from "../tables/assignments.ts";
import { type Item, readItems, writeItem } from "../tables/items.ts";
import type { AssignmentRow } from "../tables/schema.ts";
import type { Reader, Writer } from "../tables/store.ts";
import { compareParts, MAX_BYTES_HERE } from "./compare-parts.ts";
import { freeWorkers } from "./rejected-input.ts";
import { codesOf, standingOf, type WorkStanding } from "./standings.ts";
import { isBeingDivided, isOpenToAll, neededWorkers, type WorkTask } from "./work-task.ts";

/** All that is known of one input of a task: who works on it, what they said, and how far its review is. */
export type InputWork = {
  readonly input: number;
  readonly assignments: ReadonlyMap<number, AssignmentRow>;
  readonly item: Item;
  /** Compares the labels of workers with each other; whoever has said nothing has a label that says nothing. */
  compare(workers: readonly number[]): Comparison;
};

export async function loadInputWork(db: Reader, task: WorkTask, input: number): Promise<InputWork> {
  const { row, plan, answers } = task;
  const rows = await db
    .selectFrom("assignments")
    .selectAll()
    .where("task", "=", row.key)
    .where("input", "=", input)
    .orderBy("worker")
    .execute();
  const item = (await readItems(db, row.key, [input])).get(input) ?? { input, votes: [] };
  const parts = await readParts(db, row.key, input, MAX_BYTES_HERE);
  const labelOf = (worker: number) => ({
    worker: nameOf(worker),
    parts: parts.filter(({ person }) => person === worker),
  });
  return {
    input,
    assignments: new Map(rows.map((assignment) => [assignment.worker, assignment])),
    item,
    compare: (workers) => {
      const labels = [...new Set(workers)].map(labelOf);
      return compareParts({ task: row.key, input, minIou: plan.minIou, labels }, answers);
    },
  };
}

/** Rules compare workers by a text that sorts like their keys. */
export const nameOf = (worker: number): string => String(worker).padStart(10, "0");

export function standingsOf(work: InputWork): Map<number, WorkStanding> {
  return new Map([...work.assignments].map(([worker, assignment]) => [worker, standingOf(assignment)]));
}

/** Whether the task's rule lets anybody review this input. */
export function isReviewed({ plan: { review }, row }: WorkTask, input: number): boolean {
  return review.strategy === "CONSENSUS" || (review.strategy === "MANUAL" && isSampled(row.id, input, review.sample));
}

/** What the review of this input goes by; `standings` are those before the decision. */
export function reviewSettings(
  task: WorkTask,
  work: InputWork,
  standings: ReadonlyMap<number, WorkStanding>,
): ReviewSettings {
  const { review } = task.plan;
  // Labels that are decided count no more; those that earlier rules have approved among them.
  let out = 0;
  for (const standing of standings.values()) {
    if (standing === "success" || standing === "rejected" || standing === "denied") out += 1;
  }
  return {
    strategy: review.strategy,
    isReviewed: isReviewed(task, work.input),
    threshold: review.labelers,
    labelersExpected: slotsOf(task, work) - out,
  };
}

function wantedIn({ assignments }: InputWork, perRound: number): number {
  const rows = [...assignments.values()];
  return labelersWanted(perRound, {
    denied: rows.filter(({ is_denied }) => is_denied === 1).length,
    isApproved: rows.some((row) => standingOf(row) === "success"),
  });
}

/** How many workers label the input in the end. */
function slotsOf(task: WorkTask, work: InputWork): number {
  const had = work.assignments.size;
  if (isOpenToAll(task)) return Math.max(had, wantedIn(work, neededWorkers(task)));
  const most = had + freeWorkers(task, work.assignments).length;
  if (task.plan.strategy === "FULL") return most;
  if (task.plan.strategy === "DYNAMIC") return Math.max(had, Math.min(most, wantedIn(work, neededWorkers(task))));
  if (!isBeingDivided(task)) return had;
  // What is not divided yet by the task's present rules will have as many as these say.
  return Math.max(had, Math.min(most, wantedIn(work, task.plan.partition.workersPerInput)));
}

/** Throws when a worker has lost an assignment since it was asked for. */
export function refuseGone({ assignments }: InputWork, worker: number): void {
  if (assignments.has(worker)) return;
  throw taskConflict(
    "An assignment is gone: it was given back or its work was divided anew. Start again for the next ones.",
  );
}

/** What an input's work becomes. */
export type Outcome = { readonly standings: ReadonlyMap<number, WorkStanding>; readonly item: Item };

/** Writes what has changed: assignments, annotations, the item, and every count. */
export async function writeOutcome(
  trx: Writer,
  task: WorkTask,
  work: InputWork,
  outcome: Outcome,
  context: { now: string; counts: CountChanges },
): Promise<void> {
  for (const [worker, standing] of outcome.standings) {
    const before = work.assignments.get(worker);
    const { assignment, annotation } = codesOf(standing);
    const isKept = outcome.item.kept === worker ? 1 : 0;
    const wasKept = work.item.kept === worker ? 1 : 0;
    if (before === undefined || (before.status === assignment && isKept === wasKept)) continue;
    await trx
      .updateTable("assignments")
      .set({ status: assignment, is_denied: standing === "denied" ? 1 : 0, modified_at: context.now })
      .where("task", "=", task.row.key)
      .where("input", "=", work.input)
      .where("worker", "=", worker)
      .execute();
    context.counts.add(worker, before.status, -1);
    context.counts.add(worker, assignment, 1);
    await markAnnotations(
      trx,
      { task: task.row.key, input: work.input, person: worker },
      codesOf(standingOf(before)).annotation,
      { status: annotation, is_kept: isKept, modified_at: context.now },
    );
  }
  await writeItem(
    trx,
    task.row.key,
    work.item,
    { ...outcome.item, round: task.row.round },
    task.reviewers.map(({ key }) => key),
  );
}
