import type { TaskRow } from "../schema.ts";
import { Status } from "../status.ts";
import type { Writer } from "../store.ts";
import { addAssignments, type Pair, takeAssignments } from "../tables/assignments.ts";
import { chunksOf } from "../tables/chunks-of.ts";
import { readSource, type SourceInput } from "../tables/task-sources.ts";
import type { AssignmentKey } from "./assignment-id.ts";
import { isTakingBack, neededWorkers, type WorkTask } from "./work-task.ts";

/** So many inputs a worker is given at a time: the vendor's number. */
const AT_A_TIME = 10;
/** Inputs that are looked through at a time for one that the worker does not have yet. */
const LOOK_AHEAD = 100;

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

export type StartContext = {
  readonly now: Date;
  /** DYNAMIC: what is not submitted within this time goes back, for others. */
  readonly returnAfterMs: number;
};

/**
 * The next ten pending inputs of a worker; the same ones until they are submitted. A task that is closed gives none; one whose pending work
 * is being taken back, to be given out by other rules, gives nothing new until that is done.
 */
export async function startLabeling(
  trx: Writer,
  task: WorkTask,
  worker: number,
  context: StartContext,
): Promise<AssignmentKey[]> {
  if (task.row.status === Status.TASK_DONE || task.row.status === Status.TASK_WONT_DO) return [];
  if (!isTakingBack(task)) await topUp(trx, task, worker, context);
  return (await readPending(trx, task.row.key, worker)).map((input) => ({ task: task.row.key, input, worker }));
}

async function topUp(trx: Writer, task: WorkTask, worker: number, context: StartContext): Promise<void> {
  if (task.plan.strategy === "DYNAMIC") await returnStale(trx, task, worker, context);
  const missing = AT_A_TIME - (await readPending(trx, task.row.key, worker)).length;
  const now = context.now.toISOString();
  if (missing > 0 && task.plan.strategy === "FULL") await giveFull(trx, task.row, worker, missing, now);
  if (missing > 0 && task.plan.strategy === "DYNAMIC") await giveDynamic(trx, task, worker, missing, now);
  if (task.plan.strategy === "DYNAMIC") await renew(trx, task.row.key, worker, now);
}

async function readPending(trx: Writer, task: number, worker: number): Promise<number[]> {
  const rows = await trx
    .selectFrom("assignments")
    .select("input")
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where("status", "=", PENDING)
    .orderBy("input")
    .limit(AT_A_TIME)
    .execute();
  return rows.map(({ input }) => input);
}

/** FULL: goes along the source from where the worker has got to. */
async function giveFull(trx: Writer, row: TaskRow, worker: number, missing: number, now: string): Promise<void> {
  const person = await trx
    .selectFrom("task_people")
    .select("cursor")
    .where("task", "=", row.key)
    .where("role", "=", "worker")
    .where("person", "=", worker)
    .executeTakeFirstOrThrow();
  let { cursor } = person;
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
  await trx
    .updateTable("task_people")
    .set({ cursor })
    .where("task", "=", row.key)
    .where("role", "=", "worker")
    .where("person", "=", worker)
    .execute();
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

/** DYNAMIC: first what others have and still needs somebody, then what nobody has. */
async function giveDynamic(trx: Writer, task: WorkTask, worker: number, missing: number, now: string): Promise<void> {
  const { key } = task.row;
  const open = await trx
    .selectFrom("open_slots")
    .select(["input", "missing"])
    .where("task", "=", key)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("assignments")
            .select("assignments.input")
            .where("assignments.task", "=", key)
            .whereRef("assignments.input", "=", "open_slots.input")
            .where("assignments.worker", "=", worker),
        ),
      ),
    )
    .orderBy("place")
    .limit(missing)
    .execute();
  for (const slot of open) await setOpenSlot(trx, key, slot.input, 0, slot.missing - 1);
  const give = (inputs: readonly { input: number }[]) =>
    addAssignments(
      trx,
      key,
      inputs.map(({ input }) => ({ input, worker })),
      now,
    );
  await give(open);
  await give(await takeFresh(trx, task, worker, missing - open.length));
}

/** Inputs beyond the furthest that anybody was given. Those that have labels from before the task was DYNAMIC may need nobody. */
async function takeFresh(trx: Writer, task: WorkTask, worker: number, missing: number): Promise<SourceInput[]> {
  const { key } = task.row;
  const needed = neededWorkers(task);
  let place = task.row.assigned_place;
  const given: SourceInput[] = [];
  while (given.length < missing) {
    const inputs = await readSource(trx, task.row, place, LOOK_AHEAD);
    if (inputs.length === 0) break;
    const workers = await workersOf(
      trx,
      key,
      inputs.map(({ input }) => input),
    );
    for (const next of inputs) {
      if (given.length === missing) break;
      place = next.place;
      const had = workers.get(next.input) ?? [];
      const isFree = had.length < needed && !had.includes(worker);
      if (isFree) given.push(next);
      await setOpenSlot(trx, key, next.input, next.place, needed - had.length - (isFree ? 1 : 0));
    }
  }
  if (place !== task.row.assigned_place) {
    await trx.updateTable("tasks").set({ assigned_place: place }).where("key", "=", key).execute();
  }
  return given;
}

/** Who has these inputs, or had them. */
async function workersOf(trx: Writer, task: number, inputs: readonly number[]): Promise<Map<number, number[]>> {
  const workers = new Map<number, number[]>();
  for (const chunk of chunksOf(inputs)) {
    const rows = await trx
      .selectFrom("assignments")
      .select(["input", "worker"])
      .where("task", "=", task)
      .where("input", "in", chunk)
      .execute();
    for (const { input, worker } of rows) workers.set(input, [...(workers.get(input) ?? []), worker]);
  }
  return workers;
}

/** Notes how many more workers an input needs; nothing is noted of one that needs none. */
async function setOpenSlot(trx: Writer, task: number, input: number, place: number, missing: number): Promise<void> {
  if (missing <= 0) {
    await trx.deleteFrom("open_slots").where("task", "=", task).where("input", "=", input).execute();
    return;
  }
  await trx
    .insertInto("open_slots")
    .values({ task, input, place, missing })
    .onConflict((conflict) => conflict.columns(["task", "input"]).doUpdateSet({ missing }))
    .execute();
}

/** DYNAMIC: takes back what other workers have not submitted in time. */
async function returnStale(
  trx: Writer,
  task: WorkTask,
  worker: number,
  { now, returnAfterMs }: StartContext,
): Promise<void> {
  const deadline = new Date(now.getTime() - returnAfterMs).toISOString();
  const stale = await trx
    .selectFrom("assignments")
    .select(["input", "worker"])
    .where("task", "=", task.row.key)
    .where("worker", "!=", worker)
    .where("status", "=", PENDING)
    .where("modified_at", "<", deadline)
    .execute();
  await returnAssignments(trx, task, stale);
}

/** Takes assignments away from their workers: their inputs may need somebody else. */
async function returnAssignments(trx: Writer, task: WorkTask, pairs: readonly Pair[]): Promise<void> {
  const { key } = task.row;
  await takeAssignments(trx, key, pairs);
  const inputs = [...new Set(pairs.map(({ input }) => input))];
  const workers = await workersOf(trx, key, inputs);
  for (const input of inputs) {
    await setOpenSlot(trx, key, input, 0, neededWorkers(task) - (workers.get(input) ?? []).length);
  }
}

/** Whoever asks again is still at work. */
async function renew(trx: Writer, task: number, worker: number, now: string): Promise<void> {
  await trx
    .updateTable("assignments")
    .set({ modified_at: now })
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where("status", "=", PENDING)
    .execute();
}
