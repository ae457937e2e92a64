import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** What the clocks of two replicas may differ by. */
const TOLERANCE_MS = 60_000;
/** Above every lease that is looked at here; the one on a round of the index is the longest (services/lists/task-index-filling.ts). */
const LONGEST_LEASE_MS = 60_000;
/** When a request in doubt is looked at again (services/submissions/settle.ts). */
const LONGEST_LOOK_MS = 60_000;
/** Between two rounds of the index (services/lists/task-index-filling.ts). */
const LONGEST_ROUND_MS = 30 * 60_000;
/** What Slack may ask an event to wait (notifications/sender/failures.ts), with its spread. */
const LONGEST_PAUSE_MS = 3_600_000 + 1_000;
/** Between two attempts to send labels or verdicts (services/labeling/times.ts). */
const LONGEST_SENDING_MS = 15 * 60_000;
/** Until a closed task is looked at again (services/follow/following.ts). */
const LONGEST_WATCH_MS = 24 * 3_600_000;
/** A digest is due within a day, and the quiet hours in which it falls end within another; clocks change by an hour. */
const LONGEST_DATE_MS = 50 * 3_600_000;
/** An event that is due so soon waits for a while, not for a date: what it was timed from is noted (`timedAt`). */
const SHORTEST_DATE_MS = 60_000;

/** From when an event's due time was reckoned; null for a date of its own, as the end of quiet hours. */
export const timedAt = (dueAt: number, now: number): number | null => (dueAt - now <= SHORTEST_DATE_MS ? now : null);

/**
 * Makes due what is dated further ahead than the app itself ever dates, or was timed from a moment that has not come yet: the
 * clock was set back since, and every message and every promise would wait until it has caught up. To be called every few seconds.
 */
export function mendDueTimes({ database, now }: StoreContext): Promise<void> {
  const time = now().getTime();
  const beyond = (longestMs: number): number => time + longestMs + TOLERANCE_MS;
  return writeTransaction(database, async (trx) => {
    await trx
      .updateTable("outbox")
      .set({ due_at: time, timed_at: time, slot_at: null, slot_of: null })
      .where("state", "=", "waiting")
      // Implied by each of the others, and in the index.
      .where("due_at", ">", beyond(0))
      .where((row) =>
        row.or([
          row("timed_at", ">", beyond(0)),
          row.and([row("timed_at", "is not", null), row("due_at", ">", beyond(LONGEST_PAUSE_MS))]),
          row("due_at", ">", beyond(LONGEST_DATE_MS)),
        ]),
      )
      .execute();
    await trx.deleteFrom("send_paces").where("timed_at", ">", beyond(0)).execute();
    await trx.updateTable("held_notices").set({ due_at: time }).where("due_at", ">", beyond(LONGEST_DATE_MS)).execute();
    for (const table of ["label_answers", "saved_reviews"] as const) {
      await trx.updateTable(table).set({ due_at: time }).where("due_at", ">", beyond(LONGEST_SENDING_MS)).execute();
    }
    for (const table of ["followed_tasks", "follow_rounds"] as const) {
      await trx.updateTable(table).set({ due_at: time }).where("due_at", ">", beyond(LONGEST_WATCH_MS)).execute();
    }
    const submissions = trx.updateTable("submissions").where("status", "in", ["pending", "doubtful"]);
    await submissions.set({ leased_until: time }).where("leased_until", ">", beyond(LONGEST_LEASE_MS)).execute();
    await submissions.set({ check_at: time }).where("check_at", ">", beyond(LONGEST_LOOK_MS)).execute();
    await trx.deleteFrom("task_turns").where("expires_at", ">", beyond(LONGEST_LEASE_MS)).execute();
    const rounds = trx.updateTable("task_index_rounds");
    await rounds.set({ leased_until: 0 }).where("leased_until", ">", beyond(LONGEST_LEASE_MS)).execute();
    await rounds.set({ due_at: time }).where("due_at", ">", beyond(LONGEST_ROUND_MS)).execute();
  });
}
