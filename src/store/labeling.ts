import type { Transaction } from "kysely";
import type { Doing, Via } from "../domain/history/doings.ts";
import type { Answer, AnswerState, LabelingSession } from "../domain/labeling/session.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import { ANSWER_COLUMNS, toAnswer } from "./answer-row.ts";
import type { StoreContext } from "./context.ts";
import { gather } from "./engine/gather.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import { columnsOf, createLaneQueue, type Lane } from "./lane-queue.ts";
import { createLaneSessions } from "./lane-sessions.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** What was said is kept as long as people ask what became of it. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Well under 20 ms on SQLite. */
const SAID_AT_ONCE = 50;
/** Enough for the time that a task takes; a lane with more tells of the newest. */
const MOST_TIMES = 20_000;

const OPEN = ["said", "sent"] as const satisfies readonly AnswerState[];

/** What people label: their place in a task, and every answer from the press until the Tasks API has it. */
export function createLabelingStore(context: StoreContext) {
  const { database, now, currentRequest } = context;
  const { db, engine } = database;

  const sessions = createLaneSessions<LabelingSession>({ database, now }, "labeling_sessions");

  async function findAnswer(trx: Transaction<Schema>, lane: Lane, id: string): Promise<Answer | undefined> {
    const row = await trx
      .selectFrom("label_answers")
      .select(ANSWER_COLUMNS)
      .where((of) => of.and(columnsOf(lane)))
      .where("id", "=", id)
      .executeTakeFirst();
    return row && toAnswer(row);
  }

  const answersOf = (lane: Lane) => db.selectFrom("label_answers").where((of) => of.and(columnsOf(lane)));

  /** Written together with others', each for its own request. */
  type Saying = {
    readonly lane: Lane;
    readonly answer: Omit<Answer, "state" | "order">;
    readonly leaseMs: number;
    readonly request: string | null;
  };
  const requestNow = (): string | null => currentRequest?.() ?? null;

  /** Everybody's answers come while others wait for their acks: what comes together is one wait for the disk. */
  const sayTogether = (sayings: readonly Saying[]): Promise<readonly ("said" | "taken")[]> =>
    writeTransaction(database, async (trx) => {
      const written: ("said" | "taken")[] = [];
      for (const { lane, answer, leaseMs, request } of sayings) {
        const row = await trx
          .insertInto("label_answers")
          .values({
            id: answer.id,
            ...columnsOf(lane),
            assignment_id: answer.assignmentId,
            input_id: answer.inputId,
            said: JSON.stringify(answer.said),
            said_at: answer.saidAt,
            state: "said",
            attempts: 0,
            due_at: now().getTime() + leaseMs,
            via: answer.via ?? null,
            request,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
          .executeTakeFirst();
        written.push(row ? "said" : "taken");
      }
      return written;
    });
  const say = gather(SAID_AT_ONCE, sayTogether);

  return {
    ...createLaneQueue(context, "label_answers"),

    findSession: sessions.findSession,
    saveSession: sessions.saveSession,
    replaceSession: sessions.replaceSession,
    changeSession: sessions.changeSession,
    lanesOf: sessions.lanesOf,

    async skip(lane: Lane, assignmentId: string): Promise<void> {
      await sessions.changeSession(lane, (session) => ({
        ...session,
        skipped: [...session.skipped.filter((id) => id !== assignmentId), assignmentId],
      }));
    },

    async recentAnswers(lane: Lane, limit: number): Promise<readonly Answer[]> {
      const rows = await answersOf(lane)
        .select(ANSWER_COLUMNS)
        .where("state", "<>", "undone")
        .orderBy("said_at", "desc")
        .orderBy("seq", "desc")
        .limit(limit)
        .execute();
      return rows.map(toAnswer);
    },

    /** "taken" when the assignment has an open answer. */
    say: (lane: Lane, answer: Omit<Answer, "state" | "order">, leaseMs: number) =>
      say({ lane, answer, leaseMs, request: requestNow() }),

    /** `id`: the answer that is meant, `via`: where it is taken back. */
    undoLast(
      lane: Lane,
      leaseMs: number,
      { id, via }: { readonly id?: string; readonly via?: Via } = {},
    ): Promise<Answer | undefined> {
      return writeTransaction(database, async (trx) => {
        const newest = trx
          .selectFrom("label_answers")
          .select(ANSWER_COLUMNS)
          .where((of) => of.and(columnsOf(lane)))
          .where("state", "in", OPEN)
          .orderBy("said_at", "desc")
          .orderBy("seq", "desc")
          .limit(1);
        // What is submitted at this moment is waited for, and passed over.
        const row = await (engine === "postgres" ? newest.forUpdate() : newest).executeTakeFirst();
        if (id !== undefined && row?.id !== id) return findAnswer(trx, lane, id);
        if (!row) return undefined;
        await trx
          .updateTable("label_answers")
          .set({
            state: "undoing",
            due_at: now().getTime() + leaseMs,
            attempts: 0,
            via: via ?? null,
            request: requestNow(),
          })
          .where("id", "=", row.id)
          .execute();
        return toAnswer({ ...row, state: "undoing" });
      });
    },

    async openAnswers(
      lane: Lane,
    ): Promise<readonly (Answer & { readonly attempts: number; readonly request?: string })[]> {
      const rows = await answersOf(lane)
        .select([...ANSWER_COLUMNS, "attempts", "request"])
        .where("due_at", "is not", null)
        .orderBy("seq")
        .execute();
      return rows.map((row) => ({
        ...toAnswer(row),
        attempts: row.attempts,
        ...(row.request !== null && { request: row.request }),
      }));
    },

    move(
      id: string,
      { from, to, dueAt }: { from: AnswerState; to: AnswerState; dueAt: number | null },
      doings: readonly Doing[] = [],
    ): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("label_answers")
          .set({ state: to, due_at: dueAt, attempts: 0 })
          .where("id", "=", id)
          .where("state", "=", from)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows > 0n) await writeDoings(trx, doings, { now });
        return numUpdatedRows > 0n;
      });
    },

    end(doings: ReadonlyMap<string, Doing>): Promise<void> {
      return writeTransaction(database, async (trx) => {
        if (doings.size === 0) return;
        const ended = await trx
          .updateTable("label_answers")
          .set({ due_at: null, attempts: 0 })
          .where("id", "in", [...doings.keys()])
          .where("state", "=", "submitted")
          .where("due_at", "is not", null)
          .returning("id")
          .execute();
        await writeDoings(
          trx,
          ended.flatMap(({ id }) => doings.get(id) ?? []),
          { now },
        );
      });
    },

    moveMany(
      ids: readonly string[],
      { from, to, dueAt }: { from: AnswerState; to: AnswerState; dueAt: number | null },
    ): Promise<ReadonlySet<string>> {
      return writeTransaction(database, async (trx) => {
        if (ids.length === 0) return new Set<string>();
        const moved = await trx
          .updateTable("label_answers")
          .set({ state: to, due_at: dueAt, attempts: 0 })
          .where("id", "in", ids)
          .where("state", "=", from)
          .returning("id")
          .execute();
        return new Set(moved.map(({ id }) => id));
      });
    },

    refuse(ids: readonly string[], why: string, events: readonly NewEvent[]): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("label_answers")
          .set({ state: "refused", due_at: null, error: why })
          .where("id", "in", ids)
          .where("due_at", "is not", null)
          .execute();
        await writeEvents(trx, events, context);
      });
    },

    async timesSaid(lane: Lane): Promise<{ readonly times: readonly number[]; readonly inputs: number }> {
      const rows = await answersOf(lane)
        .select(["said_at", "input_id"])
        .where("state", "in", ["said", "sent", "submitted"])
        .orderBy("said_at", "desc")
        .limit(MOST_TIMES)
        .execute();
      return {
        times: rows.map(({ said_at }) => said_at).reverse(),
        inputs: new Set(rows.map(({ input_id }) => input_id)).size,
      };
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const before = now().getTime() - KEPT_MS;
        const answers = await trx
          .deleteFrom("label_answers")
          .where("due_at", "is", null)
          .where("said_at", "<", before)
          .executeTakeFirstOrThrow();
        const sessions = await trx
          .deleteFrom("labeling_sessions")
          .where("saved_at", "<", before)
          .executeTakeFirstOrThrow();
        return Number(answers.numDeletedRows + sessions.numDeletedRows);
      });
    },
  };
}
