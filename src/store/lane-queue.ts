import type { NewEvent } from "../domain/notifications/events.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeEvents } from "./write-events.ts";

/** One person's work on one task. */
export type Lane = { readonly team: string; readonly person: string; readonly taskId: string };

/** A lane as the columns that name it in a row. */
export const columnsOf = ({ team, person, taskId }: Lane) => ({ team, person, task_id: taskId });

/** Tables of what people have said and what is still to be sent; `due_at` is null where nothing is. */
type SendingTable = "label_answers" | "saved_reviews";

/** How often a lane was tried in vain, and the id of the oldest that waits in it. */
type Waiting = { readonly attempts: number; readonly oldest: string | undefined };
type Pause = { readonly delayMs: number; readonly events: readonly NewEvent[] };

/** What is still to be sent, lane by lane: whoever claims one does all of it. */
export function createLaneQueue(context: StoreContext, table: SendingTable) {
  const { database, now } = context;
  return {
    /** After an attempt that failed: when the lane is tried again, with the events that tell of it. */
    postpone(lane: Lane, next: (waiting: Waiting) => Pause): Promise<void> {
      return writeTransaction(database, async (trx) => {
        const waiting = await trx
          .selectFrom(table)
          .select(["id", "attempts"])
          .where((of) => of.and(columnsOf(lane)))
          .where("due_at", "is not", null)
          .orderBy("seq")
          .execute();
        const attempts = 1 + Math.max(0, ...waiting.map((row) => row.attempts));
        const { delayMs, events } = next({ attempts, oldest: waiting[0]?.id });
        await trx
          .updateTable(table)
          .set({ attempts, due_at: now().getTime() + delayMs })
          .where((of) => of.and(columnsOf(lane)))
          .where("due_at", "is not", null)
          .execute();
        await writeEvents(trx, events, context);
      });
    },

    /** What was tried in vain is due at once: something changed for this person, as their key. */
    hasten(team: string, person: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable(table)
          .set({ due_at: now().getTime() })
          .where("team", "=", team)
          .where("person", "=", person)
          .where("due_at", "is not", null)
          .where("attempts", ">", 0)
          .execute();
      });
    },

    /** Lanes of a workspace in which something is still to be sent, with how much that is. */
    async listOpen(team: string): Promise<readonly { readonly lane: Lane; readonly open: number }[]> {
      const rows = await database.db
        .selectFrom(table)
        .select(({ fn }) => ["person", "task_id", fn.countAll().as("open")])
        .where("team", "=", team)
        .where("due_at", "is not", null)
        .groupBy(["person", "task_id"])
        .execute();
      return rows.map(({ person, task_id, open }) => ({ lane: { team, person, taskId: task_id }, open: Number(open) }));
    },

    /** Lanes of a workspace that are due, theirs for `leaseMs`; `request`: for which the oldest that is due of one was written. */
    claimDue(
      team: string,
      limit: number,
      leaseMs: number,
    ): Promise<readonly { readonly lane: Lane; readonly request?: string }[]> {
      return writeTransaction(database, async (trx) => {
        const time = now().getTime();
        const rows = await trx
          .selectFrom(table)
          .select(["person", "task_id"])
          .where("team", "=", team)
          .where("due_at", "<=", time)
          .groupBy(["person", "task_id"])
          .limit(limit)
          .execute();
        const claimed: { lane: Lane; request?: string }[] = [];
        for (const { person, task_id } of rows) {
          const taken = await trx
            .updateTable(table)
            .set({ due_at: time + leaseMs })
            .where((of) => of.and({ team, person, task_id }))
            .where("due_at", "<=", time)
            .returning(["seq", "request"])
            .execute();
          // Another replica may have claimed it since it was read.
          if (taken.length === 0) continue;
          const oldest = taken.reduce((first, row) => (Number(row.seq) < Number(first.seq) ? row : first));
          const request = oldest.request ?? undefined;
          claimed.push({ lane: { team, person, taskId: task_id }, ...(request !== undefined && { request }) });
        }
        return claimed;
      });
    },
  };
}
