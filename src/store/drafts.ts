import type { Draft } from "../domain/draft-record.ts";
import type { JsonObject } from "../domain/json.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./write-transaction.ts";

/** A form can stay open in Slack overnight, and be taken up again the next morning. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Open and unsent forms, each kept for a day after its last change. */
export function createDraftStore({ database, now }: StoreContext) {
  return {
    /** Inserts or replaces the content and renews the day. False when the draft is somebody else's. */
    save({ id, team, person, content }: Draft): Promise<boolean> {
      const row = { id, team, person, content: JSON.stringify(content), expires_at: now().getTime() + KEPT_MS };
      return writeTransaction(database, async (trx) => {
        const saved = await trx
          .insertInto("drafts")
          .values(row)
          .onConflict((conflict) =>
            conflict
              .column("id")
              .doUpdateSet({ content: row.content, expires_at: row.expires_at })
              .where("drafts.team", "=", team)
              .where("drafts.person", "=", person),
          )
          .returning("id")
          .executeTakeFirst();
        return saved !== undefined;
      });
    },

    /** The draft, unless its day is over. */
    async find(id: string): Promise<Draft | undefined> {
      const row = await database.db
        .selectFrom("drafts")
        .select(["id", "team", "person", "content"])
        .where("id", "=", id)
        .where("expires_at", ">", now().getTime())
        .executeTakeFirst();
      return row && { ...row, content: JSON.parse(row.content) as JsonObject };
    },

    /** Deletes drafts whose day is over; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("drafts")
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
