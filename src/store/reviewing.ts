import type { Selectable } from "kysely";
import type { Doing, Via } from "../domain/history/doings.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import type { ReviewAbout, ReviewState, SavedReview } from "../domain/review/review.ts";
import type { ReviewSession } from "../domain/review/session.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import { columnsOf, createLaneQueue, type Lane } from "./lane-queue.ts";
import { createLaneSessions } from "./lane-sessions.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** What was decided is kept as long as people ask what became of it. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Rows of one person and task that can still speak of an input: far more than are saved before the Tasks API is asked again. */
const LOOKED_AT = 100;

type Row = Pick<Selectable<Schema["saved_reviews"]>, "seq" | "id" | "about" | "state" | "via" | "request">;

const COLUMNS = ["seq", "id", "about", "state", "via", "request"] as const;

const toReview = (row: Row): SavedReview => ({
  id: row.id,
  order: Number(row.seq),
  about: JSON.parse(row.about),
  state: row.state,
  ...(row.via !== null && { via: row.via }),
  ...(row.request !== null && { request: row.request }),
});

/** What people review: their place in a task, and every batch from the press until the Tasks API has it. */
export function createReviewingStore(context: StoreContext) {
  const { database, now, currentRequest } = context;
  const { db } = database;

  const sessions = createLaneSessions<ReviewSession>({ database, now }, "reviewing_sessions");

  const reviewsOf = (lane: Lane) => db.selectFrom("saved_reviews").where((of) => of.and(columnsOf(lane)));

  return {
    ...createLaneQueue(context, "saved_reviews"),

    findSession: sessions.findSession,
    saveSession: sessions.saveSession,

    async recentReviews(lane: Lane, limit: number): Promise<readonly SavedReview[]> {
      const rows = await reviewsOf(lane).select(COLUMNS).orderBy("seq", "desc").limit(limit).execute();
      return rows.map(toReview);
    },

    /** What was decided since `after`, or is still to be sent, is left out of what is written; its ids are given. */
    save(
      lane: Lane,
      { id, about, after, via }: { id: string; about: ReviewAbout; after: number; via?: Via },
      leaseMs: number,
    ): Promise<{ review: SavedReview; taken: readonly string[] }> {
      return writeTransaction(database, async (trx) => {
        await sessions.lockSession(trx, lane);
        const rows = await trx
          .selectFrom("saved_reviews")
          .select(COLUMNS)
          .where((of) => of.and(columnsOf(lane)))
          .where((row) => row.or([row("seq", ">", after), row("due_at", "is not", null)]))
          .orderBy("seq", "desc")
          .limit(LOOKED_AT)
          .execute();
        const { kept, taken } = withoutTaken(about, rows.map(toReview));
        const isEmpty = kept.kind === "inputs" && kept.verdicts.length === 0;
        const row = await trx
          .insertInto("saved_reviews")
          .values({
            id,
            ...columnsOf(lane),
            about: JSON.stringify(kept),
            saved_at: now().getTime(),
            state: isEmpty ? "done" : "saved",
            attempts: 0,
            due_at: isEmpty ? null : now().getTime() + leaseMs,
            via: via ?? null,
            request: currentRequest?.() ?? null,
          })
          .onConflict((conflict) => conflict.column("id").doNothing())
          .returning(COLUMNS)
          .executeTakeFirst();
        if (row) return { review: toReview(row), taken };
        // The same once more.
        const saved = await trx
          .selectFrom("saved_reviews")
          .select(COLUMNS)
          .where("id", "=", id)
          .where((of) => of.and(columnsOf(lane)))
          .executeTakeFirstOrThrow();
        return { review: toReview(saved), taken: [] };
      });
    },

    async openReviews(lane: Lane): Promise<readonly SavedReview[]> {
      const rows = await reviewsOf(lane).select(COLUMNS).where("due_at", "is not", null).orderBy("seq").execute();
      return rows.map(toReview);
    },

    settle(
      id: string,
      state: Exclude<ReviewState, "saved">,
      events: readonly NewEvent[],
      doings: readonly Doing[] = [],
    ): Promise<void> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("saved_reviews")
          .set({ state, due_at: null })
          .where("id", "=", id)
          .where("state", "=", "saved")
          .executeTakeFirstOrThrow();
        // Another replica that had taken it up has told already.
        if (numUpdatedRows === 0n) return;
        await writeEvents(trx, events, context);
        await writeDoings(trx, doings, { now });
      });
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const before = now().getTime() - KEPT_MS;
        const reviews = await trx
          .deleteFrom("saved_reviews")
          .where("due_at", "is", null)
          .where("saved_at", "<", before)
          .executeTakeFirstOrThrow();
        const sessions = await trx
          .deleteFrom("reviewing_sessions")
          .where("saved_at", "<", before)
          .executeTakeFirstOrThrow();
        return Number(reviews.numDeletedRows + sessions.numDeletedRows);
      });
    },
  };
}

function withoutTaken(about: ReviewAbout, earlier: readonly SavedReview[]): { kept: ReviewAbout; taken: string[] } {
  if (about.kind === "worker") return { kept: about, taken: [] };
  const decided = new Set(
    earlier.flatMap((one) => (one.about.kind === "inputs" ? one.about.verdicts.map(({ inputId }) => inputId) : [])),
  );
  const taken = about.verdicts.map(({ inputId }) => inputId).filter((id) => decided.has(id));
  return { kept: { ...about, verdicts: about.verdicts.filter(({ inputId }) => !decided.has(inputId)) }, taken };
}
