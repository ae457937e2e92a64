import { addAssignments } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { readCursor, writeCursor } from "../tables/task-people.ts";
import { readSource, type SourceInput } from "../tables/task-sources.ts";
import type { WorkTask } from "../work/work-task.ts";

/** Inputs that are looked through at a time for one that the worker does not have yet. */
const LOOK_AHEAD = 100;

/** Gives a worker the next inputs of the source, from where they have got to. */
export async function giveFull(
  trx: Writer,
  { row }: WorkTask,
  worker: number,
  missing: number,
  now: string,
): Promise<void> {
  let cursor = await readCursor(trx, row.key, worker);
  const given: number[] = [];
  while (given.length < missing) {
    const inputs = await readSource(trx, row, cursor, LOOK_AHEAD);
    if (inputs.length === 0) break;
    const had = await inputsOf(trx, row.key, worker, inputs);
    for (const { input, place } of inputs) {
      if (given.length === missing) break;
      cursor = place;
      if (!had.has(input)) given.push(input);
    }
  }
  await addAssignments(
    trx,
    row.key,
    given.map((input) => ({ input, worker })),
    now,
  );
  await writeCursor(trx, row.key, worker, cursor);
}

/** Which of these inputs the worker has, or had. */
async function inputsOf(
  trx: Writer,
  task: number,
  worker: number,
  inputs: readonly SourceInput[],
): Promise<Set<number>> {
  const rows = await trx
    .selectFrom("assignments")
    .select("input")
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where(
      "input",
      "in",
      inputs.map(({ input }) => input),
    )
    .execute();
  return new Set(rows.map(({ input }) => input));
}
