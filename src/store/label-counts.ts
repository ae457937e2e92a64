import type { Transaction } from "kysely";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** A task that was deleted meanwhile has nothing more to say: what is kept of it goes a while after nobody has looked at it. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Of how many people at a time SQLite is asked. */
const PEOPLE_AT_ONCE = 500;

/** How many labels a worker had given by the end of an hour (hours since 1970). */
export type HourCount = { readonly account: string; readonly hour: number; readonly labeled: number };

/** How much was labeled of each task that is followed, by whom in which hour, and how much of it was sent back. */
export function createLabelCountStore({ database, now }: Pick<StoreContext, "database" | "now">) {
  const { db } = database;

  return {
    /** In the order of hours. */
    async listCounts(team: string, taskId: string): Promise<readonly HourCount[]> {
      const rows = await db
        .selectFrom("label_counts")
        .select(["account", "hour", "labeled"])
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .orderBy("hour")
        .execute();
      return rows.map(({ account, hour, labeled }) => ({ account, hour: Number(hour), labeled: Number(labeled) }));
    },

    /** How many of their assignments these people have submitted more than once: they had been sent back. Who has none is left out. */
    async countSentBack(team: string, taskId: string, people: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const counts = new Map<string, number>();
      for (let from = 0; from < people.length; from += PEOPLE_AT_ONCE) {
        const again = db
          .selectFrom("label_answers")
          .select(["person", "assignment_id"])
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("person", "in", people.slice(from, from + PEOPLE_AT_ONCE))
          .where("state", "=", "submitted")
          .groupBy(["person", "assignment_id"])
          .having((row) => row.fn.countAll(), ">", 1)
          .as("again");
        const rows = await db
          .selectFrom(again)
          .select(["person", (row) => row.fn.countAll().as("labels")])
          .groupBy("person")
          .execute();
        for (const { person, labels } of rows) counts.set(person, Number(labels));
      }
      return counts;
    },

    /** Deletes the counts of tasks that are followed no more and of long ago; gives the number. */
    sweep(): Promise<number> {
      const before = Math.floor((now().getTime() - KEPT_MS) / 3_600_000);
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("label_counts")
          .where("hour", "<", before)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom("followed_tasks")
                  .select("followed_tasks.task_id")
                  .whereRef("followed_tasks.team", "=", "label_counts.team")
                  .whereRef("followed_tasks.task_id", "=", "label_counts.task_id"),
              ),
            ),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

/** Keeps how much was labeled by the end of each hour, in the transaction of whoever has looked. */
export async function writeCounts(
  trx: Transaction<Schema>,
  { team, taskId }: { team: string; taskId: string },
  counts: readonly HourCount[],
): Promise<void> {
  for (const { account, hour, labeled } of counts) {
    await trx
      .insertInto("label_counts")
      .values({ team, task_id: taskId, account, hour, labeled })
      .onConflict((conflict) => conflict.columns(["team", "task_id", "account", "hour"]).doUpdateSet({ labeled }))
      .execute();
  }
}
