import { decideInput, type Submitted, standingOfLate } from "../rules/decide-input.ts";
import type { Writer } from "../store.ts";
import { createCountChanges } from "../tables/assignments.ts";
import type { Item } from "../tables/items.ts";
import type { AssignmentKey } from "./assignment-id.ts";
import { createReviewerChoice } from "./choose-reviewer.ts";
import {
  type InputWork,
  labelOf,
  loadInputWork,
  nameOf,
  type Outcome,
  reviewSettings,
  standingsOf,
  submittedOf,
  writeOutcome,
} from "./input-work.ts";
import type { WorkStanding } from "./standings.ts";
import type { WorkTask } from "./work-task.ts";

type ChooseReviewer = () => number | undefined;

/** Submits assignments; those that are no longer pending stay as they are. Every input concerned is settled at once. */
export async function submitLabels(
  trx: Writer,
  task: WorkTask,
  keys: readonly AssignmentKey[],
  now: string,
): Promise<void> {
  const counts = createCountChanges(task.row.key);
  const chooseReviewer = await createReviewerChoice(trx, task);
  for (const [input, workers] of groupByInput(keys)) {
    const work = await loadInputWork(trx, task, input);
    const fresh = workers.filter((worker) => standingsOf(work).get(worker) === "pending");
    if (fresh.length === 0) continue;
    await writeOutcome(trx, task, work, settleInput(task, work, fresh, chooseReviewer), { now, counts });
  }
  await counts.write(trx);
}

export function groupByInput(keys: readonly AssignmentKey[]): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const { input, worker } of keys) groups.set(input, [...new Set([...(groups.get(input) ?? []), worker])]);
  return groups;
}

/** What becomes of an input when these workers submit. */
function settleInput(
  task: WorkTask,
  work: InputWork,
  fresh: readonly number[],
  chooseReviewer: ChooseReviewer,
): Outcome {
  const { item } = work;
  const standings = standingsOf(work);
  if (item.kept !== undefined) {
    const kept = labelOf(work, item.kept);
    for (const worker of fresh) standings.set(worker, standingOfLate(labelOf(work, worker), kept, task.plan.minIou));
    return { standings, item };
  }
  if (item.phase === "review" || item.phase === "rejected") {
    for (const worker of fresh) standings.set(worker, "awaiting_review");
    return { standings, item: toReview(item, chooseReviewer) };
  }
  const open = [...standings].filter(([, standing]) => standing === "awaiting_consensus").map(([worker]) => worker);
  return decideOpen(task, work, { standings, labels: [...open, ...fresh] }, chooseReviewer);
}

/** Decides an input by the labels that count; the standings of all others stay. */
export function decideOpen(
  task: WorkTask,
  work: InputWork,
  { standings, labels }: { standings: Map<number, WorkStanding>; labels: readonly number[] },
  chooseReviewer: ChooseReviewer,
): Outcome {
  const { kept: _, ...item } = work.item;
  const submitted = labels.map((worker): Submitted => submittedOf(work, worker, "new"));
  const decision = decideInput(submitted, reviewSettings(task, work, standings));
  for (const worker of labels) standings.set(worker, decision.standings.get(nameOf(worker)) ?? "awaiting_consensus");
  if (decision.phase === "review") return { standings, item: toReview(item, chooseReviewer) };
  const { reviewer: _reviewer, ...rest } = item;
  const kept = decision.kept === undefined ? undefined : Number(decision.kept);
  return { standings, item: { ...rest, phase: decision.phase, ...(kept !== undefined && { kept }) } };
}

function toReview(item: Item, chooseReviewer: ChooseReviewer): Item {
  const reviewer = item.reviewer ?? chooseReviewer();
  return { ...item, phase: "review", ...(reviewer !== undefined && { reviewer }) };
}
