import { sql } from "kysely";
import type { Claim, ClaimedEvent, Doubt, OutboxEvent } from "../domain/notifications/outbox-event.ts";
import type { Pacing } from "../domain/notifications/pace.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { columns, isAmong, isFirstOfSubject, type Selection, toEvent, WAITING } from "./outbox-rows.ts";
import { pickDue } from "./pick-due.ts";
import { lockPaces } from "./send-paces.ts";
import { type EventToWrite, writeEvents } from "./write-events.ts";

/** A sent event is kept for its dedupe key: whatever may repeat it does so within hours. */
const SENT_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** A dead one is kept for whoever looks into it. */
const DEAD_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_ERROR_LENGTH = 500;

const OPEN_STATES = ["due", "retrying", "waiting", "dead"] as const;
type OpenState = (typeof OPEN_STATES)[number];

/** The outbox table: see docs/decisions/0002-outbox.md. */
export function createOutbox(context: StoreContext) {
  const { database, now } = context;
  const { db, engine } = database;

  /** Ends an event once. False, with nothing written, for a claim that is over: somebody else has taken the event up since. */
  const settle = (
    { id, claim }: Claim,
    to: { state: "done" | "dead"; error: string | null },
    followUps: readonly EventToWrite[],
  ) =>
    writeTransaction(database, async (trx) => {
      const settled = await trx
        .updateTable("outbox")
        .set({ ...to, settled_at: now().getTime() })
        .where("id", "=", id)
        .where("claim", "=", claim)
        .where("state", "=", WAITING)
        .returning("id")
        .executeTakeFirst();
      if (settled !== undefined) await writeEvents(trx, followUps, context);
      return settled !== undefined;
    });

  return {
    add(events: readonly EventToWrite[]): Promise<void> {
      return writeTransaction(database, (trx) => writeEvents(trx, events, context));
    },

    /**
     * Claims what is due, longest due first, for `leaseMs`; what others hold is passed over, not waited for. One of a subject at a time,
     * in its order. With `pacing` only what may leave now; the rest is put off to its slot. None at all may mean that more is due.
     */
    claim(
      limit: number,
      leaseMs: number,
      which: Selection = { except: [] },
      pacing?: Pacing,
    ): Promise<readonly ClaimedEvent[]> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const events = await pickDue(trx, engine, { limit, which, time, pacing });
        if (events.length === 0) return [];
        await trx
          .updateTable("outbox")
          .set((row) => ({
            due_at: time + leaseMs,
            timed_at: time,
            claim: row("claim", "+", 1),
            // Counted when it is taken up: an event that kills the process must not be tried for ever.
            attempts: row("attempts", "+", 1),
            // From now on it may be sent without anybody's noting it.
            doubt_from: sql<number>`coalesce(doubt_from, ${time})`,
            doubt_to: time,
            slot_at: null,
            slot_of: null,
          }))
          .where(
            "id",
            "in",
            events.map(({ id }) => id),
          )
          .execute();
        return events;
      });
    },

    /** Prolongs leases; gives the ids of those that are still held. */
    renew(claims: readonly Claim[], leaseMs: number): Promise<readonly string[]> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const renewed = await trx
          .updateTable("outbox")
          .set({ due_at: time + leaseMs, timed_at: time })
          .where((row) =>
            row.or(claims.map(({ id, claim }) => row.and([row("id", "=", id), row("claim", "=", claim)]))),
          )
          .where("state", "=", WAITING)
          .returning("id")
          .execute();
        return renewed.map(({ id }) => id);
      });
    },

    /** When the next event falls due or the next lease ends. */
    async nextDueAt(which: Selection = { except: [] }): Promise<Date | undefined> {
      const row = await db
        .selectFrom("outbox")
        .select("due_at")
        .where("state", "=", WAITING)
        .where(isFirstOfSubject)
        .where(isAmong(which))
        .orderBy("due_at")
        .limit(1)
        .executeTakeFirst();
      return row && new Date(row.due_at);
    },

    complete(claim: Claim, followUps: readonly EventToWrite[] = []): Promise<boolean> {
      return settle(claim, { state: "done", error: null }, followUps);
    },

    /**
     * Ends the claim, and the event is due again at `dueAt`; false for a claim that is over already. `untried` takes back the attempt
     * that the claim counted: for a rate limit, which says nothing about the event. `doubt`: which attempts may have sent it. `hold`: the
     * place with which Slack asks to wait until then; no replica sends there before.
     */
    postpone(
      { id, claim }: Claim,
      dueAt: Date,
      error: string,
      {
        untried = false,
        doubt,
        hold,
      }: { untried?: boolean; doubt?: Doubt | undefined; hold?: string | undefined } = {},
    ): Promise<boolean> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const postponed = await trx
          .updateTable("outbox")
          .set((row) => ({
            due_at: dueAt.getTime(),
            timed_at: time,
            claim: row("claim", "+", 1),
            // It was its turn, and is again then.
            ...(hold !== undefined && { slot_at: dueAt.getTime(), slot_of: "workspace" as const }),
            error: toErrorText(error),
            attempts: row("attempts", "-", untried ? 1 : 0),
            doubt_from: doubt?.from.getTime() ?? null,
            doubt_to: doubt?.to.getTime() ?? null,
          }))
          .where("id", "=", id)
          .where("claim", "=", claim)
          .where("state", "=", WAITING)
          .returning("team")
          .executeTakeFirst();
        if (postponed && hold !== undefined) {
          const paces = await lockPaces(trx, postponed.team, time);
          await paces.hold(hold, dueAt.getTime());
          await paces.save();
        }
        return postponed !== undefined;
      });
    },

    bury(claim: Claim, error: string, followUps: readonly EventToWrite[] = []): Promise<boolean> {
      return settle(claim, { state: "dead", error: toErrorText(error) }, followUps);
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
          .where("state", "=", WAITING)
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
        .where("state", "=", WAITING)
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

/** Somebody else's words: cut, and without what the guard refuses. */
const toErrorText = (error: string): string => error.replaceAll("\0", "").slice(0, MAX_ERROR_LENGTH);
