import { createCountChanges, type Pair } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { createReviewerChoice } from "../work/choose-reviewer.ts";
import { standingsOf, writeOutcome } from "../work/input-work.ts";
import { loadCurrentWork } from "../work/redecide.ts";
import type { WorkTask } from "../work/work-task.ts";

/**
 * A reviewer of the task is about to correct a label that awaits review; false where it does not, or they are none. What other reviewers
 * have said of it was about something else, and is asked of them again.
 */
export async function beginCorrection(
  trx: Writer,
  task: WorkTask,
  { input, worker }: Pair,
  { reviewer, now }: { reviewer: { readonly key: number }; now: string },
): Promise<boolean> {
  if (!task.reviewers.some(({ key }) => key === reviewer.key)) return false;
  const counts = createCountChanges(task.row.key);
  const context = { now, counts, chooseReviewer: await createReviewerChoice(trx, task) };
  const work = await loadCurrentWork(trx, task, input, context);
  const standings = standingsOf(work);
  if (standings.get(worker) !== "awaiting_review") return false;
  const votes = work.item.votes.filter((vote) => vote.worker !== worker);
  await writeOutcome(trx, task, work, { standings, item: { ...work.item, votes } }, context);
  await counts.write(trx);
  return true;
}
