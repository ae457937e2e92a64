import type { Reader, Writer } from "../store.ts";
import type { BatchContext, StepProgress } from "./steps.ts";

/** How many inputs of a DYNAMIC task are noted as needing somebody else. */
export async function countOpenSlots(db: Reader, task: number): Promise<number> {
  const { total } = await db
    .selectFrom("open_slots")
    .select(({ fn }) => fn.countAll().as("total"))
    .where("task", "=", task)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Forgets the next notes of inputs that need somebody else; the task's inputs are gone through once more when they are given out. */
export async function forgetSlots(trx: Writer, task: number, { units }: BatchContext): Promise<StepProgress> {
  const last = await trx
    .selectFrom("open_slots")
    .select("input")
    .where("task", "=", task)
    .orderBy("input")
    .limit(1)
    .offset(units - 1)
    .executeTakeFirst();
  const { numDeletedRows } = await trx
    .deleteFrom("open_slots")
    .where("task", "=", task)
    .$if(last !== undefined, (query) => query.where("input", "<=", last?.input ?? 0))
    .executeTakeFirst();
  return { spent: Number(numDeletedRows), ...(last !== undefined && { left: { kind: "forget" } }) };
}
