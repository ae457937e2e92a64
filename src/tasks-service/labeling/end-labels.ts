import { untilUnanswered } from "../questions/answers.ts";
import { type Pair, takeAssignments, withoutLabel } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { redecideInput } from "../work/redecide.ts";
import { isOpenToAll, type WorkTask } from "../work/work-task.ts";
import { renewPending } from "./give-dynamic.ts";
import { submitLabels } from "./submit-labels.ts";

/**
 * What follows when people have said something of inputs of a task, or taken it back. Where nobody is named to work on it, nobody is given
 * assignments to submit: what was said counts at once, and an input of which nothing is left to say is nobody's again. Under DYNAMIC
 * whoever labels keeps what they were given.
 */
export async function endLabels(trx: Writer, task: WorkTask, pairs: readonly Pair[], now: string): Promise<void> {
  const { key } = task.row;
  if (task.plan.strategy === "DYNAMIC") {
    for (const worker of new Set(pairs.map((pair) => pair.worker))) await renewPending(trx, key, worker, now);
  }
  if (!isOpenToAll(task)) return;
  const empty = await withoutLabel(trx, key, pairs);
  await takeAssignments(trx, key, empty);
  for (const { input } of empty) await untilUnanswered(() => redecideInput(trx, task, input, now));
  const isEmpty = (pair: Pair) => empty.some(({ input, worker }) => input === pair.input && worker === pair.worker);
  const said = pairs.filter((pair) => !isEmpty(pair)).map((pair) => ({ task: key, ...pair }));
  await submitLabels(trx, task, said, now);
}
