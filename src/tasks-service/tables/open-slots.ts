import type { Writer } from "./store.ts";

/** The place of what came back: before all others. */
export const RETURNED = 0;

/** Notes how many more workers an input needs; nothing is noted of one that needs none. */
export async function setOpenSlot(
  trx: Writer,
  task: number,
  input: number,
  place: number,
  missing: number,
): Promise<void> {
  if (missing <= 0) {
    await trx.deleteFrom("open_slots").where("task", "=", task).where("input", "=", input).execute();
    return;
  }
  await trx
    .insertInto("open_slots")
    .values({ task, input, place, missing })
    .onConflict((conflict) => conflict.columns(["task", "input"]).doUpdateSet({ missing, place }))
    .execute();
}

/** The same where something is noted of the input already; its place stays. */
export async function correctOpenSlot(trx: Writer, task: number, input: number, missing: number): Promise<void> {
  if (missing <= 0) return setOpenSlot(trx, task, input, RETURNED, 0);
  await trx.updateTable("open_slots").set({ missing }).where("task", "=", task).where("input", "=", input).execute();
}
