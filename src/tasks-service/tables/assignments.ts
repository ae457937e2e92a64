import { sql } from "kysely";
import { engineOf } from "../../store/engine/open.ts";
import { Status } from "../protocol/status.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf, rowsOfJson } from "./store.ts";

const PENDING = Status.TASK_ASSIGNMENT_PENDING;
/** A parameter of some 80 kB. */
const PAIRS_PER_STATEMENT = 8000;

/** Pairs as two lists: the worker of each input. An object for each takes a twentieth of a large division. */
type Columns = { readonly inputs: number[]; readonly workers: number[] };

/** Changes of the counts of one task, by worker and status. */
export type CountChanges = { add(worker: number, status: number, by: number): void; write(trx: Writer): Promise<void> };

/** Collects changes of a task's counts, to be written in the transaction that makes them true. */
export function createCountChanges(task: number): CountChanges {
  const totals = new Map<string, { task: number; worker: number; status: number; total: number }>();
  return {
    add: (worker, status, by) => {
      const key = `${worker}:${status}`;
      const total = (totals.get(key)?.total ?? 0) + by;
      totals.set(key, { task, worker, status, total });
    },
    write: async (trx) => {
      const rows = [...totals.values()].filter(({ total }) => total !== 0);
      if (rows.length === 0) return;
      const each = rowsOfJson(
        trx,
        rows.map(({ worker, status, total }) => [worker, status, total]),
      );
      // Without a condition SQLite takes "on conflict" for that of a join.
      await sql`insert into work_counts (task, worker, status, total)
        select cast(${task} as integer), cast(value ->> 0 as integer), cast(value ->> 1 as integer), cast(value ->> 2 as integer)
        from ${each} as counts where true
        on conflict (task, worker, status) do update set total = work_counts.total + excluded.total`.execute(trx);
    },
  };
}

/** Who gets which input. */
export type Pair = { readonly input: number; readonly worker: number };

/** Adds pending assignments and counts them. */
export async function addAssignments(trx: Writer, task: number, pairs: Iterable<Pair>, now: string): Promise<void> {
  const counts = createCountChanges(task);
  for (const columns of columnsOf(pairs)) {
    await sql`insert into assignments (task, input, worker, status, created_at, modified_at)
      select cast(${task} as integer), input, worker, cast(${PENDING} as integer), ${now}, ${now}
      from (${rowsOf(trx, columns)}) as pairs`.execute(trx);
    for (const [worker, total] of countEach(columns.workers)) counts.add(worker, PENDING, total);
  }
  await counts.write(trx);
}

/** Takes pending assignments away. */
export async function takeAssignments(trx: Writer, task: number, pairs: readonly Pair[]): Promise<void> {
  const counts = createCountChanges(task);
  for (const columns of columnsOf(pairs)) {
    await sql`delete from assignments where task = ${task}
      and (input, worker) in (${rowsOf(trx, columns)})`.execute(trx);
    for (const [worker, total] of countEach(columns.workers)) counts.add(worker, PENDING, -total);
  }
  await counts.write(trx);
}

/** As many as one statement takes at a time. */
function* columnsOf(pairs: Iterable<Pair>): Generator<Columns> {
  let columns: Columns = { inputs: [], workers: [] };
  for (const { input, worker } of pairs) {
    columns.inputs.push(input);
    columns.workers.push(worker);
    if (columns.inputs.length < PAIRS_PER_STATEMENT) continue;
    yield columns;
    columns = { inputs: [], workers: [] };
  }
  if (columns.inputs.length > 0) yield columns;
}

function countEach(workers: readonly number[]): Map<number, number> {
  const totals = new Map<number, number>();
  for (const worker of workers) totals.set(worker, (totals.get(worker) ?? 0) + 1);
  return totals;
}

/**
 * Rows of `input` and `worker` out of parameters, in the order of the pairs: nothing is compiled anew, and either engine reads them in no
 * time. For SQLite one number stands for both, exact for two billion inputs and four million users: with lists by worker a division took
 * a third more.
 */
function rowsOf(db: Reader, { inputs, workers }: Columns) {
  if (engineOf(db) === "postgres") {
    const list = (numbers: readonly number[]) => sql`cast(${`{${numbers.join(",")}}`} as integer[])`;
    return sql`select input, worker from unnest(${list(inputs)}, ${list(workers)}) as pair(input, worker)`;
  }
  let step = 1;
  for (const worker of workers) step = Math.max(step, worker + 1);
  const numbers = inputs.map((input, index) => input * step + (workers[index] ?? 0));
  return sql`select value / cast(${step} as integer) as input, value % cast(${step} as integer) as worker
    from json_each(${JSON.stringify(numbers)})`;
}

/** True of an assignment of whose input its worker has said nothing yet. */
export const isUnlabeled = sql<boolean>`not exists (select 1 from annotations where annotations.task = assignments.task
  and annotations.input = assignments.input and annotations.person = assignments.worker)`;

/** Those of these assignments that have no label. */
export async function withoutLabel(db: Reader, task: number, pairs: readonly Pair[]): Promise<Pair[]> {
  const found: Pair[] = [];
  for (const columns of columnsOf(pairs)) {
    const { rows } = await sql<Pair>`select input, worker from assignments
      where task = ${task} and (input, worker) in (${rowsOf(db, columns)}) and ${isUnlabeled}`.execute(db);
    found.push(...rows);
  }
  return found;
}

/** Whether anybody has anything of a task. */
export async function hasAssignments(db: Reader, task: number): Promise<boolean> {
  const any = await db.selectFrom("assignments").select("input").where("task", "=", task).limit(1).executeTakeFirst();
  return any !== undefined;
}

/** The status of an assignment; undefined when the worker has none for the input. */
export async function readStatus(
  db: Reader,
  { task, input, worker }: Pair & { readonly task: number },
): Promise<number | undefined> {
  const row = await db
    .selectFrom("assignments")
    .select("status")
    .where("task", "=", task)
    .where("input", "=", input)
    .where("worker", "=", worker)
    .executeTakeFirst();
  return row?.status;
}

/** Deletes all assignments of some inputs of a task. */
export async function deleteAssignments(trx: Writer, task: number, inputs: readonly number[]): Promise<void> {
  const counts = createCountChanges(task);
  for (const chunk of chunksOf(inputs)) {
    const rows = await trx
      .deleteFrom("assignments")
      .where("task", "=", task)
      .where("input", "in", chunk)
      .returning(["worker", "status"])
      .execute();
    for (const { worker, status } of rows) counts.add(worker, status, -1);
  }
  await counts.write(trx);
}

/** Counts by worker (key) and status. */
export async function readWorkCounts(db: Reader, task: number): Promise<Map<number, Map<number, number>>> {
  const rows = await db
    .selectFrom("work_counts")
    .select(["worker", "status", "total"])
    .where("task", "=", task)
    .where("total", ">", 0)
    .execute();
  const counts = new Map<number, Map<number, number>>();
  for (const { worker, status, total } of rows) {
    const ofWorker = counts.get(worker) ?? new Map<number, number>();
    ofWorker.set(status, total);
    counts.set(worker, ofWorker);
  }
  return counts;
}
