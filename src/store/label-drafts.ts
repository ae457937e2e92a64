import type { Said } from "../domain/labeling/label.ts";
import type { PageSession } from "../domain/labeling/page-session.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { columnsOf } from "./lane-queue.ts";

/** Somebody on leave finds what they had begun. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

type Owner = Pick<PageSession, "team" | "person" | "taskId">;

/** What somebody has begun to mark in an input and not submitted yet, each kept for 30 days after its last change. */
export function createLabelDrafts({ database, now }: StoreContext) {
  return {
    async save(owner: Owner, inputId: string, said: Said): Promise<void> {
      const content = JSON.stringify(said);
      const expires_at = now().getTime() + KEPT_MS;
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("label_drafts")
          .values({ ...columnsOf(owner), input_id: inputId, content, expires_at })
          .onConflict((conflict) =>
            conflict.columns(["team", "person", "task_id", "input_id"]).doUpdateSet({ content, expires_at }),
          )
          .execute();
      });
    },

    /** By input; those of which nothing is begun are left out. */
    async find(owner: Owner, inputIds: readonly string[]): Promise<ReadonlyMap<string, Said>> {
      if (inputIds.length === 0) return new Map();
      const rows = await database.db
        .selectFrom("label_drafts")
        .select(["input_id", "content"])
        .where((of) => of.and(columnsOf(owner)))
        .where("input_id", "in", inputIds)
        .where("expires_at", ">", now().getTime())
        .execute();
      return new Map(rows.map(({ input_id, content }) => [input_id, JSON.parse(content) as Said]));
    },

    async remove(owner: Owner, inputId: string): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await trx
          .deleteFrom("label_drafts")
          .where((of) => of.and(columnsOf(owner)))
          .where("input_id", "=", inputId)
          .execute();
      });
    },

    /** Deletes those whose time is over; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("label_drafts")
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
