import type { JsonObject } from "../domain/json.ts";
import type { Draft } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { gather } from "./engine/gather.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** A form can stay open in Slack overnight, and be taken up again the next morning. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Well under 20 ms on SQLite. */
const SAVED_AT_ONCE = 50;

/** Open and unsent forms, each kept for a day after its last change. */
export function createDraftStore({ database, now }: StoreContext) {
  /** Every change of a form is saved, and every submission, while others wait for their acks: what comes together is one wait for the disk. */
  function saveTogether(drafts: readonly Draft[]): Promise<readonly boolean[]> {
    return writeTransaction(database, async (trx) => {
      const saved: boolean[] = [];
      for (const { id, team, person, content, resumes = null } of drafts) {
        const expires_at = now().getTime() + KEPT_MS;
        const row = { id, team, person, content: JSON.stringify(content), resumes, expires_at };
        const written = await trx
          .insertInto("drafts")
          .values(row)
          .onConflict((conflict) =>
            conflict
              .column("id")
              .doUpdateSet({ content: row.content, resumes, expires_at })
              .where("drafts.team", "=", team)
              .where("drafts.person", "=", person),
          )
          .returning("id")
          .executeTakeFirst();
        saved.push(written !== undefined);
      }
      return saved;
    });
  }

  return {
    /** Inserts or replaces the content and renews the day. False when the draft is somebody else's. */
    save: gather(SAVED_AT_ONCE, saveTogether),

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

    /** The last one of this person that resumes this, unless its day is over; what was submitted leaves none, unless that failed. */
    async findUnsent({ team, person }: Pick<Draft, "team" | "person">, resumes: string): Promise<Draft | undefined> {
      const row = await database.db
        .selectFrom("drafts")
        .leftJoin("submissions", "submissions.id", "drafts.id")
        .select(["drafts.id", "drafts.content"])
        .where("drafts.team", "=", team)
        .where("drafts.person", "=", person)
        .where("drafts.resumes", "=", resumes)
        .where("drafts.expires_at", ">", now().getTime())
        .where((where) =>
          where.or([
            where("submissions.status", "is", null),
            where("submissions.status", "not in", ["pending", "done"]),
          ]),
        )
        .orderBy("drafts.expires_at", "desc")
        .limit(1)
        .executeTakeFirst();
      return row && { ...row, team, person, resumes, content: JSON.parse(row.content) as JsonObject };
    },

    /** Deletes the draft; one of somebody else stays. */
    async remove({ id, team, person }: Pick<Draft, "id" | "team" | "person">): Promise<void> {
      await writeTransaction(database, (trx) =>
        trx.deleteFrom("drafts").where("id", "=", id).where("team", "=", team).where("person", "=", person).execute(),
      );
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
