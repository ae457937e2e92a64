import { Status } from "../protocol/status.ts";
import { addAssignments, isUnlabeled, readWorkCounts, takeAssignments } from "../tables/assignments.ts";
import { noteLapsed } from "../tables/lapsed.ts";
import { RETURNED, setOpenSlot } from "../tables/open-slots.ts";
import type { OpenSlotRow } from "../tables/schema.ts";
import type { Writer } from "../tables/store.ts";
import { readCursor, writeCursor } from "../tables/task-people.ts";
import { readSource, type SourceInput } from "../tables/task-sources.ts";
import type { WorkTask } from "../work/work-task.ts";
import { labelersMissing, readHolders } from "./holders.ts";

/** Inputs that are looked through at a time for one that the worker does not have yet. */
const LOOK_AHEAD = 500;

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

/** Gives a worker what came back first, then what others have and still needs somebody, then what nobody has. */
export async function giveDynamic(
  trx: Writer,
  task: WorkTask,
  worker: number,
  missing: number,
  now: string,
): Promise<void> {
  const { key } = task.row;
  const give = (inputs: readonly { input: number }[]) =>
    addAssignments(
      trx,
      key,
      inputs.map(({ input }) => ({ input, worker })),
      now,
    );
  const returned = await readOpen(trx, task, worker, { from: RETURNED, to: RETURNED, limit: missing });
  // All open inputs up to the worker's cursor were theirs already: whoever works alone does not look through them again and again.
  const cursor = await readCursor(trx, key, worker);
  const others = await readOpen(trx, task, worker, {
    from: cursor + 1,
    to: task.row.assigned_place,
    limit: missing - returned.length,
  });
  const open = [...returned, ...others];
  for (const slot of open) await setOpenSlot(trx, key, slot.input, slot.place, slot.missing - 1);
  await give(open);
  const fresh = await takeFresh(trx, task, worker, missing - open.length);
  await give(fresh);
  const last = fresh.at(-1) ?? others.at(-1);
  if (last !== undefined) await writeCursor(trx, key, worker, last.place);
}

/** Open inputs within a stretch of places that the worker has not had. */
function readOpen(
  trx: Writer,
  { row }: WorkTask,
  worker: number,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<Pick<OpenSlotRow, "input" | "place" | "missing">[]> {
  return trx
    .selectFrom("open_slots")
    .select(["input", "place", "missing"])
    .where("task", "=", row.key)
    .where("place", ">=", from)
    .where("place", "<=", to)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("assignments")
            .select("assignments.input")
            .where("assignments.task", "=", row.key)
            .whereRef("assignments.input", "=", "open_slots.input")
            .where("assignments.worker", "=", worker),
        ),
      ),
    )
    .orderBy("place")
    .limit(limit)
    .execute();
}

/** Inputs beyond the furthest that anybody was given. Those that have labels from before the task was DYNAMIC may need nobody. */
async function takeFresh(trx: Writer, task: WorkTask, worker: number, missing: number): Promise<SourceInput[]> {
  const { key } = task.row;
  let place = task.row.assigned_place;
  const given: SourceInput[] = [];
  while (given.length < missing) {
    const inputs = await readSource(trx, task.row, place, LOOK_AHEAD);
    if (inputs.length === 0) break;
    const holders = await readHolders(
      trx,
      key,
      inputs.map(({ input }) => input),
    );
    for (const next of inputs) {
      if (given.length === missing) break;
      place = next.place;
      const had = holders.get(next.input) ?? [];
      const wanted = labelersMissing(task, had);
      if (wanted <= 0) continue;
      const isFree = !had.some((holder) => holder.worker === worker);
      if (isFree) given.push(next);
      await setOpenSlot(trx, key, next.input, next.place, wanted - (isFree ? 1 : 0));
    }
  }
  if (place !== task.row.assigned_place) {
    await trx.updateTable("tasks").set({ assigned_place: place }).where("key", "=", key).execute();
  }
  return given;
}

/**
 * Takes back what other workers have not submitted since the deadline; whoever asks next is given it. What has a label stays: its worker
 * has done it, and has only not said so.
 */
export async function returnStale(trx: Writer, task: WorkTask, worker: number, deadline: Date): Promise<void> {
  const { key } = task.row;
  const counts = await readWorkCounts(trx, key);
  const others = [...counts]
    .filter(([other, ofOther]) => other !== worker && ofOther.has(PENDING))
    .map(([other]) => other);
  if (others.length === 0) return;
  const stale = await trx
    .selectFrom("assignments")
    .select(["input", "worker"])
    .where("task", "=", key)
    .where("worker", "in", others)
    .where("status", "=", PENDING)
    .where("modified_at", "<", deadline.toISOString())
    .where(isUnlabeled)
    .execute();
  await takeAssignments(trx, key, stale);
  await noteLapsed(trx, key, stale);
  const inputs = [...new Set(stale.map(({ input }) => input))];
  const holders = await readHolders(trx, key, inputs);
  for (const input of inputs) {
    await setOpenSlot(trx, key, input, RETURNED, labelersMissing(task, holders.get(input) ?? []));
  }
}

/** Whoever asks for work, labels or submits is still at work. */
export async function renewPending(trx: Writer, task: number, worker: number, now: string): Promise<void> {
  await trx
    .updateTable("assignments")
    .set({ modified_at: now })
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where("status", "=", PENDING)
    .execute();
}
