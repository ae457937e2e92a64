import { untilUnanswered } from "../questions/answers.ts";
import { workersOfGroup } from "../rules/decision/group.ts";
import { workersAlike } from "../rules/shapes/comparison.ts";
import { createCountChanges } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { createReviewerChoice } from "../work/choose-reviewer.ts";
import { type ChooseReviewer, decideOpen, toReview } from "../work/decide-open.ts";
import {
  type InputWork,
  isReviewed,
  loadInputWork,
  nameOf,
  type Outcome,
  standingsOf,
  writeOutcome,
} from "../work/input-work.ts";
import { loadCurrentWork } from "../work/redecide.ts";
import type { WorkStanding } from "../work/standings.ts";
import type { WorkTask } from "../work/work-task.ts";
import type { AssignmentKey } from "./assignment-id.ts";
import { renewPending } from "./give-dynamic.ts";
import { takeUpLapsed } from "./take-up-lapsed.ts";

/**
 * Submits assignments; those that are no longer pending stay as they are. Every input concerned is settled at once. Answers the assignments
 * that are gone: taken back meanwhile, and done by others or divided anew.
 */
export async function submitLabels(
  trx: Writer,
  task: WorkTask,
  keys: readonly AssignmentKey[],
  now: string,
): Promise<AssignmentKey[]> {
  const gone: AssignmentKey[] = [];
  const counts = createCountChanges(task.row.key);
  const context = { now, counts, chooseReviewer: await createReviewerChoice(trx, task) };
  for (const [input, workers] of groupByInput(keys)) await untilUnanswered(() => submitInput(input, workers));
  await counts.write(trx);
  if (task.plan.strategy === "DYNAMIC") {
    for (const worker of new Set(keys.map((key) => key.worker))) await renewPending(trx, task.row.key, worker, now);
  }
  return gone;

  async function submitInput(input: number, workers: readonly number[]): Promise<void> {
    let work = await loadCurrentWork(trx, task, input, context);
    for (const worker of workers) {
      if (work.assignments.has(worker)) continue;
      if ((await takeUpLapsed(trx, task, { input, worker }, now)) === "taken")
        work = await loadInputWork(trx, task, input);
      else gone.push({ task: task.row.key, input, worker });
    }
    const fresh = workers.filter((worker) => standingsOf(work).get(worker) === "pending");
    if (fresh.length === 0) return;
    await writeOutcome(trx, task, work, settleInput(task, work, fresh, context.chooseReviewer), context);
  }
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
  const { item, input } = work;
  const standings = standingsOf(work);
  if (item.kept !== undefined) return takeLate(work, fresh, item.kept);
  const isRejected = item.phase === "rejected" || item.phase === "waiting";
  // Reviewers who have rejected the labels before see the next ones at once, unless there is no review any more.
  if (item.phase === "review" || (isRejected && isReviewed(task, input))) {
    for (const worker of fresh) standings.set(worker, "awaiting_review");
    return { standings, item: toReview(item, chooseReviewer) };
  }
  const open = [...standings].filter(([, standing]) => standing === "awaiting_consensus").map(([worker]) => worker);
  return decideOpen(task, work, { standings, labels: [...open, ...fresh] }, chooseReviewer);
}

/**
 * Labels that come after their input has a result change neither it nor what was approved with it. Where a reviewer has chosen the result,
 * a late label is approved when it is alike to it. Where labelers have agreed, it is approved when it belongs to their group; and one that
 * was rejected joins the group once a late one links them, so that who is approved does not depend on the order of submission.
 */
function takeLate(work: InputWork, fresh: readonly number[], kept: number): Outcome {
  const standings = standingsOf(work);
  if (work.item.phase === "approved") {
    const alike = workersAlike(work.compare([kept, ...fresh]), nameOf(kept));
    for (const worker of fresh) standings.set(worker, alike.has(nameOf(worker)) ? "success" : "rejected");
    return { standings, item: work.item };
  }
  const having = (wanted: WorkStanding) => [...standings].filter(([, is]) => is === wanted).map(([worker]) => worker);
  const open = [...having("rejected"), ...fresh];
  const group = workersOfGroup(nameOf(kept), work.compare([kept, ...having("success"), ...open]));
  for (const worker of open) standings.set(worker, group.has(nameOf(worker)) ? "success" : "rejected");
  return { standings, item: work.item };
}
