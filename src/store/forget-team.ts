import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { isOfTeam } from "./teams-of-events.ts";

/** Every other table that says whose its rows are. A test compares the list with the schema. */
export const TABLES_OF_TEAMS = [
  "installations",
  "connections",
  "drafts",
  "submissions",
  "links",
  "own_keys",
  "questions",
  "question_messages",
  "posted_messages",
  "task_index",
  "task_index_rounds",
  "known_tasks",
  "posted_cards",
  "person_settings",
  "workspace_settings",
  "held_notices",
  "home_readers",
  "long_values",
  "labeling_sessions",
  "label_answers",
  "uploaded_pictures",
  "page_sessions",
  "label_drafts",
  "review_drafts",
  "reviewing_sessions",
  "saved_reviews",
  "change_requests",
  "follow_rounds",
  "followed_tasks",
  "label_counts",
  "channel_follows",
  "channel_leads",
  "reminders",
  "review_asks",
  "history",
] as const satisfies readonly (keyof Schema)[];

/** Deletes all that is kept of a workspace, one table after the other: to be called again when it rejects. */
export async function forgetTeam({ database }: StoreContext, team: string): Promise<void> {
  const isOfThisTeam = isOfTeam(team);
  await writeTransaction(database, async (trx) => {
    await trx.deleteFrom("outbox").where(isOfThisTeam).execute();
  });
  for (const table of TABLES_OF_TEAMS) {
    await writeTransaction(database, async (trx) => {
      await trx.deleteFrom(table).where("team", "=", team).execute();
    });
  }
}
