import type { Writer } from "../store.ts";
import { type CountChanges, createCountChanges } from "../tables/assignments.ts";
import type { Item } from "../tables/items.ts";
import { approved, hasAllApprovals } from "./approvals.ts";
import { createReviewerChoice } from "./choose-reviewer.ts";
import { type ChooseReviewer, decideOpen } from "./decide-open.ts";
import { type InputWork, loadInputWork, type Outcome, standingsOf, writeOutcome } from "./input-work.ts";
import type { WorkTask } from "./work-task.ts";

/** Inputs that are looked through at a time for those that are still open. */
const LOOK_AHEAD = 1000;

/**
 * Decides anew, after the rules or the people of a task have changed, the next of the inputs that nobody has decided yet; at most `limit`
 * of those after an input. Answers how far it has come.
 */
export async function redecideItems(
  trx: Writer,
  task: WorkTask,
  { after, limit, now }: { after: number; limit: number; now: string },
): Promise<{ judged: number; after: number; isDone: boolean }> {
  const items = await trx
    .selectFrom("items")
    .select(["input", "phase"])
    .where("task", "=", task.row.key)
    .where("input", ">", after)
    .orderBy("input")
    .limit(LOOK_AHEAD)
    .execute();
  const counts = createCountChanges(task.row.key);
  const context = { now, counts, chooseReviewer: await createReviewerChoice(trx, task) };
  let judged = 0;
  let last = after;
  for (const { input, phase } of items) {
    if (judged === limit) break;
    last = input;
    if (phase !== "undecided" && phase !== "review") continue;
    const work = await loadInputWork(trx, task, input);
    if (phase === "undecided" || isBehind(task, work)) await redecide(trx, task, work, context);
    judged += 1;
  }
  await counts.write(trx);
  return { judged, after: last, isDone: items.length < LOOK_AHEAD && last === (items.at(-1)?.input ?? after) };
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

/** Under a new rule labels that await a review are judged by it; else only who reviews them is put right. */
function decideAnew(task: WorkTask, work: InputWork, chooseReviewer: ChooseReviewer): Outcome {
  const standings = standingsOf(work);
  if (work.item.phase === "review" && task.judging?.isRuleNew !== true)
    return withReviewers(task, work, chooseReviewer);
  const labels = [...standings]
    .filter(([, standing]) => standing === "awaiting_consensus" || standing === "awaiting_review")
    .map(([worker]) => worker);
  const item: Item = { input: work.input, votes: [] };
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
  return kept === undefined ? { standings, item } : approved(item, standings, wanted, kept);
}
