import { planRedivision } from "../rules/redivision.ts";
import type { TaskRow } from "../schema.ts";
import { Status } from "../status.ts";
import type { Reader, Writer } from "../store.ts";
import { inputsWithin } from "../tables/task-sources.ts";
import type { PreparedTask } from "./prepare-task.ts";
import { weightsOf } from "./task-plan.ts";

const PENDING = Status.TASK_ASSIGNMENT_PENDING;
const BATCH = 1000;

/** The state with which a partition is divided anew, as JSON; null when there is no work yet that stands in the way of a plain division. */
export async function planTaskRedivision(
  trx: Writer,
  row: TaskRow,
  { plan, workers }: PreparedTask,
): Promise<string | null> {
  const any = await trx
    .selectFrom("assignments")
    .select("input")
    .where("task", "=", row.key)
    .limit(1)
    .executeTakeFirst();
  if (any === undefined) return null;
  const { workersPerInput } = plan.partition;
  const places = new Map(workers.map((worker, index) => [worker, index]));
  const submitted = workers.map(() => 0);
  // Of each worker's submitted inputs, those that still need somebody else.
  const submittedOpen = workers.map(() => 0);
  let full = 0;
  let labels = 0;
  for await (const by of readSubmitted(trx, row)) {
    const isFull = by.length >= workersPerInput;
    if (isFull) full += 1;
    labels += Math.min(by.length, workersPerInput);
    for (const worker of by) {
      const place = places.get(worker);
      if (place === undefined) continue;
      submitted[place] = (submitted[place] ?? 0) + 1;
      if (!isFull) submittedOpen[place] = (submittedOpen[place] ?? 0) + 1;
    }
  }
  const open = row.source_count - full;
  const state = planRedivision(
    weightsOf(plan),
    { workersPerInput, inputs: row.source_count },
    {
      submitted,
      eligible: submittedOpen.map((count) => open - count),
      open: row.source_count * workersPerInput - labels,
    },
  );
  return JSON.stringify(state);
}

/** Who has submitted, input by input, for the inputs that are in the task's source. */
async function* readSubmitted(db: Reader, row: TaskRow): AsyncGenerator<readonly number[]> {
  for (let after = 0; ; ) {
    const inputs = await db
      .selectFrom("assignments")
      .select("input")
      .distinct()
      .where("task", "=", row.key)
      .where("status", "!=", PENDING)
      .where("input", ">", after)
      .orderBy("input")
      .limit(BATCH)
      .execute();
    const last = inputs.at(-1);
    if (last === undefined) return;
    after = last.input;
    const within = await inputsWithin(
      db,
      row,
      inputs.map(({ input }) => input),
    );
    if (within.length === 0) continue;
    const rows = await db
      .selectFrom("assignments")
      .select(["input", "worker"])
      .where("task", "=", row.key)
      .where("status", "!=", PENDING)
      .where("input", "in", within)
      .execute();
    const byInput = new Map<number, number[]>();
    for (const { input, worker } of rows) byInput.set(input, [...(byInput.get(input) ?? []), worker]);
    yield* byInput.values();
  }
}
