import type { WorkTask } from "../labeling/work-task.ts";
import { chooseWorkers, type RedivisionState } from "../rules/redivision.ts";
import { Status } from "../status.ts";
import type { Reader, Writer } from "../store.ts";
import { addAssignments, type Pair, takeAssignments } from "../tables/assignments.ts";
import type { SourceInput } from "../tables/task-sources.ts";

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

/** Divides inputs around the work that there is; answers the state to go on with. */
export async function redivide(
  trx: Writer,
  { row, workers }: WorkTask,
  inputs: readonly SourceInput[],
  { state, now }: { state: RedivisionState; now: string },
): Promise<RedivisionState> {
  const next = { ...state, need: [...state.need], eligible: [...state.eligible] };
  const places = new Map(workers.map(({ key }, index) => [key, index]));
  const existing = await readAssignments(trx, row.key, inputs);
  const taken: Pair[] = [];
  const added: Pair[] = [];
  for (const { input } of inputs) {
    const { pending, submitted } = existing.get(input) ?? { pending: [], submitted: [] };
    const kept = submitted.map((worker) => places.get(worker));
    const had = new Set(pending.flatMap((worker) => places.get(worker) ?? []));
    const chosen = new Set(chooseWorkers(next, kept, had).flatMap((place) => workers[place]?.key ?? []));
    for (const worker of pending) if (!chosen.has(worker)) taken.push({ input, worker });
    for (const worker of chosen) if (!pending.includes(worker)) added.push({ input, worker });
  }
  await takeAssignments(trx, row.key, taken);
  await addAssignments(trx, row.key, added, now);
  return next;
}

type Holders = { readonly pending: number[]; readonly submitted: number[] };

/** Who has each input. */
async function readAssignments(
  db: Reader,
  task: number,
  inputs: readonly SourceInput[],
): Promise<Map<number, Holders>> {
  const holders = new Map<number, Holders>(inputs.map(({ input }) => [input, { pending: [], submitted: [] }]));
  if (inputs.length === 0) return holders;
  const rows = await db
    .selectFrom("assignments")
    .select(["input", "worker", "status"])
    .where("task", "=", task)
    .where("input", "in", [...holders.keys()])
    .execute();
  for (const { input, worker, status } of rows) {
    holders.get(input)?.[status === PENDING ? "pending" : "submitted"].push(worker);
  }
  return holders;
}
