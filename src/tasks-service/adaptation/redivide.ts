import { chooseWorkers, type Left, withoutOne } from "../rules/plan/choose-workers.ts";
import { weightsOf } from "../rules/plan/task-plan.ts";
import type { StepOf } from "../tables/adaptation-steps.ts";
import { addAssignments, hasAssignments, type Pair, takeAssignments } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { readSource } from "../tables/task-sources.ts";
import type { WorkTask } from "../work/work-task.ts";
import type { BatchContext, StepProgress } from "./batch.ts";
import { unitsPerInput } from "./divide-inputs.ts";
import { type Division, kindOf, OTHERS } from "./division.ts";
import { readInputFacts } from "./input-facts.ts";

/** Divides the next inputs of a PARTITIONED task around the work that there is, as was planned; without a plan it waits for one. */
export async function redivide(
  trx: Writer,
  task: WorkTask,
  step: StepOf<"redivide">,
  { units, now }: BatchContext,
  division: Division | undefined,
): Promise<StepProgress> {
  if (division === undefined) return { left: step, spent: 0 };
  const { row, plan, workers } = task;
  if (division.place === 0 && workers.length === plan.workers.length && !(await hasAssignments(trx, row.key))) {
    await noteDivided(trx, task, 0);
    return { left: { kind: "divide" }, spent: 0 };
  }
  const perInput = unitsPerInput(task, true);
  const limit = Math.max(1, Math.floor(units / perInput));
  const inputs = await readSource(trx, row, division.place, limit);
  const left = await divideBatch(
    trx,
    task,
    inputs.map(({ input }) => input),
    { division, now },
  );
  const spent = inputs.length * perInput;
  const last = inputs.at(-1);
  if (last === undefined || inputs.length < limit) {
    await noteDivided(trx, task, row.planned_count);
    return { spent };
  }
  const commit = (): void => {
    for (const [kind, each] of left) division.left.set(kind, each);
    division.place = last.place;
  };
  return { spent, left: { ...step, plan: division.id }, commit };
}

/** Notes that no input is divided, or all are. */
async function noteDivided(trx: Writer, { row }: WorkTask, count: number): Promise<void> {
  const place = count === 0 ? 0 : row.source_limit;
  await trx
    .updateTable("tasks")
    .set({ assigned_count: count, assigned_place: place })
    .where("key", "=", row.key)
    .execute();
}

/** Gives inputs to who gets them by the plan, and answers what is left of it then. */
async function divideBatch(
  trx: Writer,
  task: WorkTask,
  inputs: readonly number[],
  { division, now }: { division: Division; now: string },
): Promise<Map<string, Left>> {
  const { row, plan, workers } = task;
  const left = new Map<string, Left>();
  const taken: Pair[] = [];
  const added: Pair[] = [];
  const weights = weightsOf(plan, workers);
  const leftOf = (kind: string): Left | undefined => left.get(kind) ?? division.left.get(kind);
  for (const [input, facts] of await readInputFacts(trx, task, inputs)) {
    const planned = kindOf(facts);
    const kind = (leftOf(planned)?.inputs ?? 0) > 0 ? planned : OTHERS;
    const rest = leftOf(kind);
    if (rest === undefined) throw new Error("a division was planned without what is left over");
    const had = new Set(facts.pending);
    const isBarred = (worker: number): boolean => weights[worker] === 0 || facts.barred.includes(worker);
    const chosen = chooseWorkers(rest, { count: facts.need, isBarred, had });
    left.set(kind, withoutOne(rest, chosen));
    const keyOf = (worker: number): Pair[] =>
      workers[worker] === undefined ? [] : [{ input, worker: workers[worker].key }];
    taken.push(...facts.ownerless, ...facts.pending.filter((worker) => !chosen.includes(worker)).flatMap(keyOf));
    added.push(...chosen.filter((worker) => !had.has(worker)).flatMap(keyOf));
  }
  await takeAssignments(trx, row.key, taken);
  await addAssignments(trx, row.key, added, now);
  return left;
}
