import { untilUnanswered } from "../questions/answers.ts";
import type { Phase } from "../rules/decision/review-progress.ts";
import { workersAlike } from "../rules/shapes/comparison.ts";
import { type CountChanges, createCountChanges } from "../tables/assignments.ts";
import type { Item } from "../tables/items.ts";
import type { Writer } from "../tables/store.ts";
import { createReviewerChoice } from "./choose-reviewer.ts";
import { type ChooseReviewer, decideOpen } from "./decide-open.ts";
import { type InputWork, loadInputWork, nameOf, type Outcome, standingsOf, writeOutcome } from "./input-work.ts";
import { offerAgain, phaseOfRejected } from "./rejected-input.ts";
import type { WorkTask } from "./work-task.ts";
import { hasAllApprovals } from "./work-task.ts";

/** To decide an input takes as long as to look at so many. */
export const LOOKS_PER_DECISION = 100;

/**
 * Decides anew, after the rules or the people of a task have changed, what nobody has decided yet among the next inputs that have a label.
 * Looks at `looks` inputs at most, and at fewer where many are decided. Answers how far it has come, and how many looks that took.
 */
export async function redecideItems(
  trx: Writer,
  task: WorkTask,
  { after, looks, now }: { after: number; looks: number; now: string },
): Promise<{ spent: number; after: number; isDone: boolean }> {
  const items = await trx
    .selectFrom("items")
    .select(["input", "phase"])
    .where("task", "=", task.row.key)
    .where("input", ">", after)
    .orderBy("input")
    .limit(looks)
    .execute();
  const counts = createCountChanges(task.row.key);
  const context = { now, counts, chooseReviewer: await createReviewerChoice(trx, task) };
  let spent = 0;
  let last = after;
  for (const { input, phase } of items) {
    if (spent >= looks) break;
    last = input;
    spent += 1;
    if (phase === "skipped" || phase === "approved") continue;
    await untilUnanswered(() => redecideItem(input, phase));
    spent += LOOKS_PER_DECISION;
  }
  await counts.write(trx);
  return { spent, after: last, isDone: items.length < looks && last === (items.at(-1)?.input ?? after) };

  async function redecideItem(input: number, phase: Phase): Promise<void> {
    const work = await loadInputWork(trx, task, input);
    if (phase === "rejected" || phase === "waiting") {
      const outcome = decideRejected(task, work);
      await writeOutcome(trx, task, work, outcome, context);
      if (outcome.item.phase === "rejected") await offerAgain(trx, task, input, outcome.standings, now);
    }
    // What is undecided is judged even by the round that it is of: its inputs may have been divided since.
    if (phase === "undecided" || isBehind(task, work)) await redecide(trx, task, work, context);
  }
}

type Context = { readonly now: string; readonly counts: CountChanges; readonly chooseReviewer: ChooseReviewer };

/** What an input's work is under the task's rules as they are now, though the background may not have come to it yet. */
export async function loadCurrentWork(
  trx: Writer,
  task: WorkTask,
  input: number,
  context: Context,
): Promise<InputWork> {
  const work = await loadInputWork(trx, task, input);
  if (!isBehind(task, work)) return work;
  await redecide(trx, task, work, context);
  return loadInputWork(trx, task, input);
}

/** Whether an input in review is there by earlier rules. What reviewers have said since of one that is not must not be judged again. */
const isBehind = ({ row, judging }: WorkTask, { item }: InputWork): boolean =>
  judging !== undefined && item.phase === "review" && item.round !== row.round;

async function redecide(trx: Writer, task: WorkTask, work: InputWork, context: Context): Promise<void> {
  await writeOutcome(trx, task, work, decideAnew(task, work, context.chooseReviewer), context);
}

/** Decides an input anew of which a label is gone. */
export async function redecideInput(trx: Writer, task: WorkTask, input: number, now: string): Promise<void> {
  const counts = createCountChanges(task.row.key);
  const work = await loadInputWork(trx, task, input);
  if (work.assignments.size === 0) return;
  await redecide(trx, task, work, { now, counts, chooseReviewer: await createReviewerChoice(trx, task) });
  await counts.write(trx);
}

/** Nothing of it is left that counts; who could label it again may have changed. */
function decideRejected(task: WorkTask, work: InputWork): Outcome {
  const standings = standingsOf(work);
  const isApproved = [...standings.values()].includes("success");
  return { standings, item: { ...work.item, phase: isApproved ? "approved" : phaseOfRejected(task, standings) } };
}

/** Under a new rule labels that await a review are judged by it; else only who reviews them is put right. */
function decideAnew(task: WorkTask, work: InputWork, chooseReviewer: ChooseReviewer): Outcome {
  const standings = standingsOf(work);
  const labels = [...standings]
    .filter(([, standing]) => standing === "awaiting_consensus" || standing === "awaiting_review")
    .map(([worker]) => worker);
  const left = [...standings.values()];
  // Whoever had it back has lost it: nothing of it is to come.
  if (labels.length === 0 && !left.includes("pending")) {
    return {
      standings,
      item: { ...work.item, phase: left.includes("success") ? "skipped" : phaseOfRejected(task, standings) },
    };
  }
  if (work.item.phase === "review" && task.judging?.isRuleNew !== true)
    return withReviewers(task, work, chooseReviewer);
  const item: Item = { input: work.input, votes: [] };
  // All that it has was decided or sent back: the new rule waits for the next label.
  if (labels.length === 0) return { standings, item: { ...item, phase: "undecided" } };
  return decideOpen(task, { ...work, item }, { standings, labels }, chooseReviewer);
}

/** What reviewers who have left had said is forgotten; where those who stay had all approved, that is enough. */
function withReviewers(task: WorkTask, work: InputWork, chooseReviewer: ChooseReviewer): Outcome {
  const standings = standingsOf(work);
  const present = new Set(task.reviewers.map(({ key }) => key));
  const { reviewer: had, ...rest } = work.item;
  const stays = had !== undefined && present.has(had) && task.plan.review.approvals === 1;
  const reviewer = stays ? had : chooseReviewer();
  const votes = rest.votes.filter((vote) => present.has(vote.reviewer));
  const item: Item = { ...rest, votes, ...(reviewer !== undefined && { reviewer }) };
  if (task.plan.review.approvals === 1 || task.reviewers.length === 0) return { standings, item };
  const awaiting = [...standings].filter(([, standing]) => standing === "awaiting_review").map(([worker]) => worker);
  const wanted = awaiting.filter((worker) => hasAllApprovals(task, item, worker));
  const [kept] = wanted;
  if (kept === undefined) return { standings, item };
  const alike = workersAlike(work.compare(awaiting), nameOf(kept));
  for (const worker of awaiting) standings.set(worker, alike.has(nameOf(worker)) ? "success" : "denied");
  return { standings, item: { ...item, phase: "approved", kept } };
}
