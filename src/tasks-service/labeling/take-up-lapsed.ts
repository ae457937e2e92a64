import { STILL_ADAPTING, taskConflict } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import { addAssignments, type Pair, takeAssignments, withoutLabel } from "../tables/assignments.ts";
import { forgetLapsed, noteLapsed, readLapsed } from "../tables/lapsed.ts";
import { correctOpenSlot } from "../tables/open-slots.ts";
import type { Writer } from "../tables/store.ts";
import { isInSource } from "../tables/task-sources.ts";
import { isTakingBack, type WorkTask } from "../work/work-task.ts";
import { type Holder, labelersMissing, readHolders } from "./holders.ts";

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

/** What becomes of a late worker: has the input again, comes after others who have labeled it, or never had it. */
type Late = "taken" | "too_late" | "not_theirs";

/**
 * Gives an input back to a worker who lost it to a time-out and comes with it late, unless as many as it needs have labeled it meanwhile.
 * Who else has it, and has not begun, need not do it any more.
 */
export async function takeUpLapsed(trx: Writer, task: WorkTask, pair: Pair, now: string): Promise<Late> {
  const { input, worker } = pair;
  const { key } = task.row;
  if (task.plan.strategy !== "DYNAMIC" || !task.workers.some((person) => person.key === worker)) return "not_theirs";
  const lapsed = await readLapsed(trx, key, [input]);
  if (!lapsed.some((each) => each.worker === worker) || !(await isInSource(trx, task.row, input))) return "not_theirs";
  if (isTakingBack(task, worker)) throw taskConflict(`The task has just been changed. ${STILL_ADAPTING}`);
  const holders = (await readHolders(trx, key, [input])).get(input) ?? [];
  const pending = holders.filter(({ status }) => status === PENDING);
  const idle = new Set((await withoutLabel(trx, key, pending)).map((each) => each.worker));
  const begun = holders.filter((holder) => !idle.has(holder.worker));
  if (labelersMissing(task, begun) <= 0) return "too_late";
  const own: Holder = { input, worker, status: PENDING, is_denied: 0 };
  await addAssignments(trx, key, [pair], now);
  await forgetLapsed(trx, key, [input], worker);
  const missing = labelersMissing(task, [...holders, own]);
  const spared = pending.filter((holder) => idle.has(holder.worker)).slice(0, Math.max(0, -missing));
  await takeAssignments(trx, key, spared);
  await noteLapsed(trx, key, spared);
  await correctOpenSlot(trx, key, input, missing + spared.length);
  return "taken";
}
