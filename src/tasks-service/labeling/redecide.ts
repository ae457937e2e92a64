import type { Writer } from "../store.ts";
import { createCountChanges } from "../tables/assignments.ts";
import type { Item } from "../tables/items.ts";
import { createReviewerChoice } from "./choose-reviewer.ts";
import { type InputWork, loadInputWork, type Outcome, standingsOf, writeOutcome } from "./input-work.ts";
import { approved, hasAllApprovals } from "./review-labels.ts";
import { decideOpen } from "./submit-labels.ts";
import { loadWorkTask, type WorkTask } from "./work-task.ts";

type ChooseReviewer = () => number | undefined;

/**
 * Decides anew, after the rules or the people of a task have changed, what nobody has decided yet. Under a new rule labels that await a
 * review are judged by it; else only who reviews them is put right.
 */
export async function redecideTask(
  trx: Writer,
  key: number,
  { isRuleNew, now }: { isRuleNew: boolean; now: string },
): Promise<void> {
  const row = await trx.selectFrom("tasks").selectAll().where("key", "=", key).executeTakeFirstOrThrow();
  const task = await loadWorkTask(trx, row);
  const counts = createCountChanges(key);
  const chooseReviewer = await createReviewerChoice(trx, task);
  const items = await trx
    .selectFrom("items")
    .select("input")
    .where("task", "=", key)
    .where("phase", "in", ["undecided", "review"])
    .orderBy("input")
    .execute();
  for (const { input } of items) {
    const work = await loadInputWork(trx, task, input);
    const outcome = redecide(task, work, { isRuleNew, chooseReviewer });
    await writeOutcome(trx, task, work, outcome, { now, counts });
  }
  await counts.write(trx);
}

function redecide(
  task: WorkTask,
  work: InputWork,
  { isRuleNew, chooseReviewer }: { isRuleNew: boolean; chooseReviewer: ChooseReviewer },
): Outcome {
  const standings = standingsOf(work);
  if (work.item.phase === "review" && !isRuleNew) return withReviewers(task, work, chooseReviewer);
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
