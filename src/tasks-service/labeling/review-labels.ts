import { STILL_ADAPTING, taskConflict } from "../protocol/api-error.ts";
import { untilUnanswered } from "../questions/answers.ts";
import { workersAlike } from "../rules/shapes/comparison.ts";
import { createCountChanges } from "../tables/assignments.ts";
import type { Item } from "../tables/items.ts";
import type { Writer } from "../tables/store.ts";
import { createReviewerChoice } from "../work/choose-reviewer.ts";
import { type ChooseReviewer, decideOpen } from "../work/decide-open.ts";
import { type InputWork, nameOf, type Outcome, refuseGone, standingsOf, writeOutcome } from "../work/input-work.ts";
import { loadCurrentWork } from "../work/redecide.ts";
import { offerAgain, phaseOfRejected } from "../work/rejected-input.ts";
import { hasAllApprovals, isTakingBack, type WorkTask } from "../work/work-task.ts";
import type { AssignmentKey } from "./assignment-id.ts";
import { groupByInput } from "./submit-labels.ts";

export type Verdict = "approve" | "reject" | "request_changes";

/** Who reviews; the owner of the app decides alone where they are no reviewer of the task. */
export type Judge = { readonly key: number };

/** Applies a verdict to assignments. One that does not await review any more stays as it is. */
export async function reviewLabels(
  trx: Writer,
  task: WorkTask,
  keys: readonly AssignmentKey[],
  { judge, verdict, now }: { judge: Judge; verdict: Verdict; now: string },
): Promise<void> {
  const counts = createCountChanges(task.row.key);
  const context = { now, counts, chooseReviewer: await createReviewerChoice(trx, task) };
  for (const [input, workers] of groupByInput(keys)) await untilUnanswered(() => reviewInput(input, workers));
  await counts.write(trx);

  async function reviewInput(input: number, workers: readonly number[]): Promise<void> {
    const taken: number[] = [];
    for (const worker of workers) {
      // Each verdict sees what the one before has done.
      const work = await loadCurrentWork(trx, task, input, context);
      refuseGone(work, worker);
      const standing = standingsOf(work).get(worker);
      // What one request takes back of an input it takes back whole: the first may have sent the others to wait for labelers again.
      const isNamedBeside = verdict === "request_changes" && taken.length > 0 && standing === "awaiting_consensus";
      if (standing !== "awaiting_review" && !isNamedBeside) continue;
      taken.push(worker);
      if (verdict === "request_changes" && isTakingBack(task, worker)) {
        throw taskConflict(`The task has just been changed. ${STILL_ADAPTING}`);
      }
      const outcome =
        verdict === "approve"
          ? approve(task, work, worker, judge)
          : verdict === "reject"
            ? reject(task, work, worker, judge)
            : requestChanges(task, work, worker, context.chooseReviewer);
      await writeOutcome(trx, task, work, outcome, context);
      if (outcome.item.phase === "rejected") await offerAgain(trx, task, input, outcome.standings, now);
    }
  }
}

/** The input is whose it was decided by, where one reviewer decides. */
function takenBy({ plan, reviewers }: WorkTask, item: Item, judge: Judge): Item {
  if (plan.review.approvals !== 1 || !reviewers.some(({ key }) => key === judge.key)) return item;
  return { ...item, reviewer: judge.key };
}

const withVote = (item: Item, reviewer: number, worker: number, is_approval: number): Item => ({
  ...item,
  votes: [
    ...item.votes.filter((vote) => vote.reviewer !== reviewer || vote.worker !== worker),
    { reviewer, worker, is_approval },
  ],
});

/** The label, with all that say the same, is what this reviewer wants; labels that differ are rejected for good. */
function approve(task: WorkTask, work: InputWork, worker: number, judge: Judge): Outcome {
  const standings = standingsOf(work);
  let item = takenBy(task, work.item, judge);
  const same: number[] = [];
  const awaiting = [...standings].filter(([, standing]) => standing === "awaiting_review").map(([other]) => other);
  const alike = workersAlike(work.compare(awaiting), nameOf(worker));
  for (const other of awaiting) {
    const isSame = alike.has(nameOf(other));
    item = withVote(item, judge.key, other, isSame ? 1 : 0);
    if (isSame) same.push(other);
    else standings.set(other, "denied");
  }
  const isOver = decidesAlone(task, judge) || hasAllApprovals(task, item, worker);
  if (!isOver) return { standings, item };
  for (const other of same) standings.set(other, "success");
  return { standings, item: { ...item, phase: "approved", kept: worker } };
}

const decidesAlone = ({ plan, reviewers }: WorkTask, judge: Judge): boolean =>
  plan.review.approvals === 1 || !reviewers.some(({ key }) => key === judge.key);

/** One rejection is final for the label. When no label is left to be looked at the input is labeled again, unless one was approved before. */
function reject(task: WorkTask, work: InputWork, worker: number, judge: Judge): Outcome {
  const standings = standingsOf(work);
  standings.set(worker, "denied");
  const item = withVote(takenBy(task, work.item, judge), judge.key, worker, 0);
  const left = [...standings.values()];
  if (left.includes("awaiting_review")) return { standings, item };
  return {
    standings,
    item: { ...item, phase: left.includes("success") ? "approved" : phaseOfRejected(task, standings) },
  };
}

/** The label goes back to its worker, and work and review of the input start over with the labels that remain. */
export function requestChanges(
  task: WorkTask,
  work: InputWork,
  worker: number,
  chooseReviewer: ChooseReviewer,
): Outcome {
  const standings = standingsOf(work);
  standings.set(worker, "pending");
  const labels = [...standings].filter(([, standing]) => standing === "awaiting_review").map(([other]) => other);
  const fresh: Item = { input: work.input, votes: [] };
  if (labels.length > 0) return decideOpen(task, { ...work, item: fresh }, { standings, labels }, chooseReviewer);
  const left = [...standings.values()];
  if (left.includes("denied") && !left.includes("success")) return { standings, item: { ...fresh, phase: "rejected" } };
  // Labels that an earlier rule has approved stay, and the input with them is worked on.
  return {
    standings,
    item: left.some((standing) => standing !== "pending") ? { ...fresh, phase: "undecided" } : fresh,
  };
}
