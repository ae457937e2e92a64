import type { Engine } from "../../store/engine/open.ts";
import { deleteFirst } from "./delete-first.ts";
import type { LeftoverRow, TasksServiceSchema } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

type Part = { readonly table: keyof TasksServiceSchema; readonly column: string };

/** Where rows of a task or a dataset stand, and the column in whose order they are deleted. */
const PARTS: Readonly<Record<LeftoverRow["kind"], readonly Part[]>> = {
  task: [
    { table: "assignments", column: "input" },
    { table: "annotations", column: "input" },
    { table: "items", column: "input" },
    { table: "votes", column: "input" },
    { table: "open_slots", column: "input" },
    { table: "lapsed", column: "input" },
    { table: "work_counts", column: "worker" },
    { table: "annotation_counts", column: "person" },
    { table: "phase_counts", column: "phase" },
    { table: "review_counts", column: "reviewer" },
  ],
  dataset: [{ table: "dataset_inputs", column: "place" }],
};

/** Notes what is deleted, so that its rows in other tables can be deleted bit by bit. Nobody sees them meanwhile. */
export async function leaveOver(trx: Writer, kind: LeftoverRow["kind"], keys: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(keys)) {
    await trx
      .insertInto("leftovers")
      .values(chunk.map((key) => ({ kind, key })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** What it takes to look into all tables for rows of one task, in rows. */
const ROWS_PER_LOOK = 200;

/**
 * Deletes the next rows that are left over, about `limit` of them; answers whether nothing is left. On PostgreSQL, where two may clear at
 * once, each takes what the other has not.
 */
export async function clearLeftovers(trx: Writer, engine: Engine, limit: number): Promise<{ isDone: boolean }> {
  for (let left = limit; left > 0; left -= ROWS_PER_LOOK) {
    const next = await trx
      .selectFrom("leftovers")
      .selectAll()
      .orderBy("kind")
      .orderBy("key")
      .limit(1)
      .$if(engine === "postgres", (query) => query.forUpdate().skipLocked())
      .executeTakeFirst();
    if (next === undefined) break;
    for (const part of PARTS[next.kind]) {
      const rows = { table: part.table, where: { [next.kind]: next.key }, orderBy: part.column };
      const { deleted, isCleared } = await deleteFirst(trx, rows, Math.max(1, left));
      if (!isCleared) return { isDone: false };
      left -= deleted;
    }
    if (next.kind === "dataset") await trx.deleteFrom("datasets").where("key", "=", next.key).execute();
    await trx.deleteFrom("leftovers").where("kind", "=", next.kind).where("key", "=", next.key).execute();
  }
  return { isDone: !(await hasLeftovers(trx)) };
}

export async function hasLeftovers(db: Reader): Promise<boolean> {
  return (await db.selectFrom("leftovers").select("key").limit(1).executeTakeFirst()) !== undefined;
}
