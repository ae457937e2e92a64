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

/**
 * Gives an input back to a worker who lost it to a time-out and comes with it late, unless as many as it needs have done it meanwhile.
 * Who else has it, and has not begun, need not do it any more. Answers whether the worker has it now.
 */
export async function takeUpLapsed(trx: Writer, task: WorkTask, pair: Pair, now: string): Promise<boolean> {
  const { input, worker } = pair;
  const { key } = task.row;
  if (task.plan.strategy !== "DYNAMIC" || !task.workers.some((person) => person.key === worker)) return false;
  const lapsed = await readLapsed(trx, key, [input]);
  if (!lapsed.some((each) => each.worker === worker) || !(await isInSource(trx, task.row, input))) return false;
  if (isTakingBack(task, worker)) throw taskConflict(`The task has just been changed. ${STILL_ADAPTING}`);
  const holders = (await readHolders(trx, key, [input])).get(input) ?? [];
  const done = holders.filter(({ status }) => status !== PENDING);
  if (labelersMissing(task, done) <= 0) return false;
  const own: Holder = { input, worker, status: PENDING, is_denied: 0 };
  await addAssignments(trx, key, [pair], now);
  await forgetLapsed(trx, key, [input], worker);
  const missing = labelersMissing(task, [...holders, own]);
  const idle =
    missing < 0
      ? await withoutLabel(
          trx,
          key,
          holders.filter(({ status }) => status === PENDING),
        )
      : [];
  const spared = idle.slice(0, Math.max(0, -missing));
  await takeAssignments(trx, key, spared);
  await noteLapsed(trx, key, spared);
  await correctOpenSlot(trx, key, input, missing + spared.length);
  return true;
}
