import type { Pair } from "./assignments.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

/** Notes what was taken back from whom. */
export async function noteLapsed(trx: Writer, task: number, pairs: readonly Pair[]): Promise<void> {
  for (const chunk of chunksOf(pairs)) {
    await trx
      .insertInto("lapsed")
      .values(chunk.map(({ input, worker }) => ({ task, input, worker })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Who had these inputs until they were taken back. */
export async function readLapsed(db: Reader, task: number, inputs: readonly number[]): Promise<Pair[]> {
  const lapsed: Pair[] = [];
  for (const chunk of chunksOf(inputs)) {
    const rows = await db
      .selectFrom("lapsed")
      .select(["input", "worker"])
      .where("task", "=", task)
      .where("input", "in", chunk)
      .execute();
    lapsed.push(...rows);
  }
  return lapsed;
}

/** Forgets what a worker has again, or (without a worker) whatever is noted of the inputs. */
export async function forgetLapsed(
  trx: Writer,
  task: number,
  inputs: readonly number[],
  worker?: number,
): Promise<void> {
  for (const chunk of chunksOf(inputs)) {
    await trx
      .deleteFrom("lapsed")
      .where("task", "=", task)
      .where("input", "in", chunk)
      .$if(worker !== undefined, (query) => query.where("worker", "=", worker ?? 0))
      .execute();
  }
}
