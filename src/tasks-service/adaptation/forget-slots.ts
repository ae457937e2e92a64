import { deleteFirst } from "../tables/delete-first.ts";
import type { Reader, Writer } from "../tables/store.ts";
import type { BatchContext, StepProgress } from "./batch.ts";

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
  const rows = { table: "open_slots", where: { task }, orderBy: "input" } as const;
  const { deleted, isCleared } = await deleteFirst(trx, rows, units);
  return { spent: deleted, ...(!isCleared && { left: { kind: "forget" } }) };
}
