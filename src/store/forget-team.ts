import type { Transaction } from "kysely";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { isOfTeam } from "./teams-of-events.ts";

/** What is known of tasks, and of work on them: with another labeling side, nothing of it is true any more. */
const TABLES_OF_TASKS = [
  "task_index",
  "task_index_rounds",
  "follow_rounds",
  "followed_tasks",
  "label_counts",
  "labeling_sessions",
  "label_answers",
  "label_drafts",
  "reviewing_sessions",
  "saved_reviews",
  "review_drafts",
  "change_requests",
  "uploaded_pictures",
  "questions",
  "question_messages",
  "posted_messages",
  "posted_cards",
  "held_notices",
  "channel_follows",
  "reminders",
  "review_asks",
  "page_sessions",
  "known_tasks",
] as const satisfies readonly (keyof Schema)[];

/** What is left then: people, what was set and done, and what they have not sent. */
const OTHER_TABLES = [
  "connections",
  "drafts",
  "submissions",
  "links",
  "own_keys",
  "person_settings",
  "workspace_settings",
  "home_readers",
  "long_values",
  "channel_leads",
  "history",
  "send_paces",
  // The last: what is still to be forgotten is found by it.
  "installations",
] as const satisfies readonly (keyof Schema)[];

/** Every table but the outbox that says whose its rows are. A test compares the list with the schema. */
export const TABLES_OF_TEAMS = [...TABLES_OF_TASKS, ...OTHER_TABLES];

/** Deletes what a workspace knows of the tasks of its labeling side; people, settings and unsent forms stay. */
export async function forgetSide({ database }: StoreContext, team: string): Promise<void> {
  for (const table of TABLES_OF_TASKS) {
    await writeTransaction(database, async (trx) => {
      await trx.deleteFrom(table).where("team", "=", team).execute();
    });
  }
}

/**
 * Deletes all that is kept of a workspace, one table after the other: to be called again when it rejects. `installation`: the revision of
 * the one that has ended, undefined where there is none any more. It ends with false as soon as there is another one.
 */
export async function forgetTeam(
  { database }: StoreContext,
  team: string,
  installation: string | undefined,
): Promise<boolean> {
  const isOfThisTeam = isOfTeam(team);
  const whileEnded = (work: (trx: Transaction<Schema>) => Promise<unknown>): Promise<boolean> =>
    writeTransaction(database, async (trx) => {
      const kept = trx.selectFrom("installations").select("revision").where("team", "=", team);
      const row = await (database.engine === "postgres" ? kept.forUpdate() : kept).executeTakeFirst();
      if (row?.revision !== installation) return false;
      await work(trx);
      return true;
    });
  if (!(await whileEnded((trx) => trx.deleteFrom("outbox").where(isOfThisTeam).execute()))) return false;
  for (const table of TABLES_OF_TEAMS)
    if (!(await whileEnded((trx) => trx.deleteFrom(table).where("team", "=", team).execute()))) return false;
  return true;
}
