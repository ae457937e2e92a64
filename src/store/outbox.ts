import { type ExpressionBuilder, sql, type Transaction } from "kysely";
import type { JsonObject } from "../domain/json.ts";
import type { OutboxEvent } from "../domain/notifications/events.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { isOfTeam } from "./teams-of-events.ts";
import { type EventToWrite, writeEvents } from "./write-events.ts";

/** A sent event is kept for its dedupe key: whatever may repeat it does so within hours. */
const SENT_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** A dead one is kept for whoever looks into it. */
const DEAD_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_ERROR_LENGTH = 500;

/** Events of one kind, or of all but these; of one workspace, or of all. */
type Selection = ({ readonly only: string } | { readonly except: readonly string[] }) & { readonly team?: string };

const OPEN_STATES = ["due", "retrying", "waiting", "dead"] as const;
type OpenState = (typeof OPEN_STATES)[number];

type Row = {
  id: string;
  team: string;
  kind: string;
  payload: string;
  event_group: string | null;
  subject: string | null;
  attempts: number;
  request: string | null;
};
const columns = ["id", "team", "kind", "payload", "event_group", "subject", "attempts", "request"] as const;

/** The outbox table: see docs/decisions/0002-outbox.md. */
export function createOutbox(context: StoreContext) {
  const { database, now } = context;
  const { db, engine } = database;

  /** Ends an event once: whoever comes second (its lease was over, somebody else sent it too) writes nothing. */
  const settle = (
    id: string,
    to: { state: "done" | "dead"; error: string | null },
    followUps: readonly EventToWrite[],
  ) =>
    writeTransaction(database, async (trx) => {
      const settled = await trx
        .updateTable("outbox")
        .set({ ...to, settled_at: now().getTime() })
        .where("id", "=", id)
        .where("state", "=", "waiting")
        .returning("id")
        .executeTakeFirst();
      if (settled !== undefined) await writeEvents(trx, followUps, context);
    });

  return {
    add(events: readonly EventToWrite[]): Promise<void> {
      return writeTransaction(database, (trx) => writeEvents(trx, events, context));
    },

    /** Claims what is due, longest due first, for `leaseMs`; what others hold is passed over, not waited for. One of a subject at a time, in its order. */
    claim(limit: number, leaseMs: number, which: Selection = { except: [] }): Promise<readonly OutboxEvent[]> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const due = selectDue(trx, time).where(isAmong(which)).limit(limit);
        // SQLite has one writer, and this transaction is it.
        const rows = await (engine === "postgres" ? due.forUpdate().skipLocked() : due).execute();
        if (rows.length === 0) return [];
        await trx
          .updateTable("outbox")
          // Counted when it is taken up: an event that kills the process must not be tried for ever.
          .set((row) => ({ due_at: time + leaseMs, timed_at: time, attempts: row("attempts", "+", 1) }))
          .where(
            "id",
            "in",
            rows.map((row) => row.id),
          )
          .execute();
        return rows.map(toEvent);
      });
    },

    /** Prolongs leases. What has been postponed meanwhile, beyond any lease, keeps its time. */
    renew(ids: readonly string[], leaseMs: number): Promise<void> {
      const time = now().getTime();
      const until = time + leaseMs;
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("outbox")
          .set({ due_at: until, timed_at: time })
          .where("id", "in", ids)
          .where("state", "=", "waiting")
          .where("due_at", "<=", until)
          .execute();
      });
    },

    /** When the next event falls due or the next lease ends. */
    async nextDueAt(which: Selection = { except: [] }): Promise<Date | undefined> {
      const row = await db
        .selectFrom("outbox")
        .select("due_at")
        .where("state", "=", "waiting")
        .where(isFirstOfSubject)
        .where(isAmong(which))
        .orderBy("due_at")
        .limit(1)
        .executeTakeFirst();
      return row && new Date(row.due_at);
    },

    complete(id: string, followUps: readonly EventToWrite[] = []): Promise<void> {
      return settle(id, { state: "done", error: null }, followUps);
    },

    /** `untried` takes back the attempt that the claim counted: for a rate limit, which says nothing about the event. */
    postpone(id: string, dueAt: Date, error: string, options: { untried?: boolean } = {}): Promise<void> {
      const uncounted = options.untried === true ? 1 : 0;
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("outbox")
          .set((row) => ({
            due_at: dueAt.getTime(),
            timed_at: now().getTime(),
            error: toErrorText(error),
            attempts: row("attempts", "-", uncounted),
          }))
          .where("id", "=", id)
          .where("state", "=", "waiting")
          .execute();
      });
    },

    bury(id: string, error: string, followUps: readonly EventToWrite[] = []): Promise<void> {
      return settle(id, { state: "dead", error: toErrorText(error) }, followUps);
    },

    /**
     * What is not done, for whoever watches over it: `due` should be gone by now, `retrying` failed before and is due again later,
     * `waiting` is not due yet, `dead` was given up. `oldestS`: for how many seconds the oldest is due, has been there, or is dead.
     */
    async countOpen(): Promise<readonly { state: OpenState; events: number; oldestS: number }[]> {
      const time = now().getTime();
      // Apart, so that each goes by an index of its own and passes over what is done.
      const [waiting, dead] = await Promise.all([
        db
          .selectFrom("outbox")
          .select((row) => [
            sql<OpenState>`case when due_at <= ${time} then 'due' when error is not null then 'retrying' else 'waiting' end`.as(
              "open_state",
            ),
            row.fn.countAll<number>().as("events"),
            sql<number>`min(case when due_at <= ${time} then due_at else created_at end)`.as("since"),
          ])
          .where("state", "=", "waiting")
          .groupBy("open_state")
          .execute(),
        db
          .selectFrom("outbox")
          .select((row) => [
            sql<OpenState>`'dead'`.as("open_state"),
            row.fn.countAll<number>().as("events"),
            row.fn.min<number | null>("settled_at").as("since"),
          ])
          .where("state", "=", "dead")
          .execute(),
      ]);
      return OPEN_STATES.map((state) => {
        const row = [...waiting, ...dead].find(({ open_state }) => open_state === state);
        const isAny = typeof row?.since === "number";
        return { state, events: row?.events ?? 0, oldestS: isAny ? Math.max(0, time - (row.since ?? time)) / 1000 : 0 };
      });
    },

    async countWaiting(group: string): Promise<number> {
      const { waiting } = await db
        .selectFrom("outbox")
        .select((row) => row.fn.countAll<number>().as("waiting"))
        .where("event_group", "=", group)
        .where("state", "=", "waiting")
        .executeTakeFirstOrThrow();
      return waiting;
    },

    async listBuried(group: string): Promise<readonly (OutboxEvent & { readonly error: string })[]> {
      const rows = await db
        .selectFrom("outbox")
        .select([...columns, "error"])
        .where("event_group", "=", group)
        .where("state", "=", "dead")
        .orderBy("seq")
        .execute();
      return rows.map((row) => ({ ...toEvent(row), error: row.error ?? "" }));
    },

    /** Deletes sent events after a week and dead ones after a month; gives their number. */
    sweep(): Promise<number> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("outbox")
          .where((row) =>
            row.or([
              row.and([row("state", "=", "done"), row("settled_at", "<=", time - SENT_KEPT_MS)]),
              row.and([row("state", "=", "dead"), row("settled_at", "<=", time - DEAD_KEPT_MS)]),
            ]),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

const selectDue = (trx: Transaction<Schema>, time: number) =>
  trx
    .selectFrom("outbox")
    .select(columns)
    .where("state", "=", "waiting")
    .where("due_at", "<=", time)
    .where(isFirstOfSubject)
    .orderBy("due_at")
    .orderBy("seq");

/** Nothing older about the same subject still waits, or is on its way. */
const isFirstOfSubject = ({ not, exists, selectFrom }: ExpressionBuilder<Schema, "outbox">) =>
  not(
    exists(
      selectFrom("outbox as older")
        .select("older.id")
        .whereRef("older.subject", "=", "outbox.subject")
        .where("older.state", "=", "waiting")
        .whereRef("older.seq", "<", "outbox.seq"),
    ),
  );

const isAmong = (which: Selection) => (row: ExpressionBuilder<Schema, "outbox">) =>
  row.and([
    ...(which.team === undefined ? [] : [isOfTeam(which.team)(row)]),
    ...("only" in which ? [row("outbox.kind", "=", which.only)] : []),
    ...("except" in which && which.except.length > 0 ? [row("outbox.kind", "not in", which.except)] : []),
  ]);

const toEvent = ({ id, team, kind, payload, event_group, subject, attempts, request }: Row): OutboxEvent => ({
  id,
  team,
  kind,
  payload: JSON.parse(payload) as JsonObject,
  attempts,
  ...(event_group !== null && { group: event_group }),
  ...(subject !== null && { subject }),
  ...(request !== null && { request }),
});

/** Somebody else's words: cut, and without what the guard refuses. */
const toErrorText = (error: string): string => error.replaceAll("\0", "").slice(0, MAX_ERROR_LENGTH);
