import type { PageSession } from "../domain/labeling/page-session.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { columnsOf } from "./lane-queue.ts";

/** Somebody on leave finds what they had begun. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

type Owner = Pick<PageSession, "team" | "person" | "taskId">;

/** What somebody has begun of an input and not submitted or saved yet, each kept for 30 days after its last change. */
export function createPageDrafts<Content>({ database, now }: StoreContext, table: "label_drafts" | "review_drafts") {
  return {
    async save(owner: Owner, inputId: string, begun: Content): Promise<void> {
      const content = JSON.stringify(begun);
      const expires_at = now().getTime() + KEPT_MS;
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto(table)
          .values({ ...columnsOf(owner), input_id: inputId, content, expires_at })
          .onConflict((conflict) =>
            conflict.columns(["team", "person", "task_id", "input_id"]).doUpdateSet({ content, expires_at }),
          )
          .execute();
      });
    },

    /** By input; those of which nothing is begun are left out. */
    async find(owner: Owner, inputIds: readonly string[]): Promise<ReadonlyMap<string, Content>> {
      if (inputIds.length === 0) return new Map();
      const rows = await database.db
        .selectFrom(table)
        .select(["input_id", "content"])
        .where((of) => of.and(columnsOf(owner)))
        .where("input_id", "in", inputIds)
        .where("expires_at", ">", now().getTime())
        .execute();
      return new Map(rows.map(({ input_id, content }) => [input_id, JSON.parse(content) as Content]));
    },

    async remove(owner: Owner, inputIds: readonly string[]): Promise<void> {
      if (inputIds.length === 0) return;
      await writeTransaction(database, async (trx) => {
        await trx
          .deleteFrom(table)
          .where((of) => of.and(columnsOf(owner)))
          .where("input_id", "in", inputIds)
          .execute();
      });
    },

    /** Deletes those whose time is over; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom(table)
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
