import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** Every table that says whose its rows are. A test compares the list with the schema. */
export const TABLES_OF_TEAMS = [
  "drafts",
  "submissions",
  "links",
  "own_keys",
  "questions",
  "question_messages",
  "posted_messages",
  "task_index",
  "task_index_rounds",
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
] as const satisfies readonly (keyof Schema)[];

/**
 * Deletes all that is kept of a workspace, one table after the other: to be called again when it rejects. Events have no team of
 * their own; those of one are found by what they say.
 */
export async function forgetTeam({ database }: StoreContext, team: string): Promise<void> {
  // An id of Slack is letters and digits; anything else would be a pattern.
  if (!/^[A-Z0-9]+$/.test(team)) throw new Error(`"${team}" is no workspace id`);
  await writeTransaction(database, async (trx) => {
    const groups = trx.selectFrom("submissions").select("id").where("team", "=", team);
    await trx
      .deleteFrom("outbox")
      .where((row) => row.or([row("payload", "like", `%"team":"${team}"%`), row("event_group", "in", groups)]))
      .execute();
  });
  for (const table of TABLES_OF_TEAMS) {
    await writeTransaction(database, async (trx) => {
      await trx.deleteFrom(table).where("team", "=", team).execute();
    });
  }
}
