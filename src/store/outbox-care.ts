import type { ClaimedEvent } from "../domain/notifications/outbox-event.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { columnsOfClaims, toHeld } from "./outbox-rows.ts";

/** Not below any lease of the sender (notifications/sender/leases.ts): what is due within it may be on its way at this moment. */
const MAY_BE_SENT_MS = 15_000;

/** An event that is not done, as whoever looks after the outbox sees it: without what it says. */
export type OpenEvent = {
  readonly id: string;
  readonly state: "waiting" | "dead";
  readonly kind: string;
  readonly team: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  /** Why it failed last. */
  readonly error: string | undefined;
};

/** What became of a wish about one event. */
export type Cared = "done" | "unknown" | "under way";

/** Looking after the outbox by hand, beside an app that runs or not. */
export function createOutboxCare(context: Pick<StoreContext, "database" | "now">) {
  const { database, now } = context;
  const { db } = database;

  const mayBeUnderWay = ({ state, due_at }: { state: string; due_at: number }): boolean => {
    const left = due_at - now().getTime();
    return state === "waiting" && left > 0 && left <= MAY_BE_SENT_MS;
  };

  return {
    /** What waits and what is dead, the oldest first, and how many there are of each. */
    async list(limit: number, { onlyDead = false }: { onlyDead?: boolean } = {}) {
      const states = onlyDead ? (["dead"] as const) : (["waiting", "dead"] as const);
      const [rows, counts] = await Promise.all([
        db
          .selectFrom("outbox")
          .select(["id", "state", "kind", "team", "attempts", "created_at", "due_at", "error"])
          .where("state", "in", states)
          .orderBy("seq")
          .limit(limit)
          .execute(),
        db
          .selectFrom("outbox")
          .select((row) => ["state", row.fn.countAll<number>().as("events")])
          .where("state", "in", ["waiting", "dead"])
          .groupBy("state")
          .execute(),
      ]);
      const count = (state: string): number => counts.find((row) => row.state === state)?.events ?? 0;
      return { events: rows.map(toOpen), waiting: count("waiting"), dead: count("dead") };
    },

    /** Sends one again, now and with all its attempts. What an earlier one may have sent is looked for first, as ever. */
    retry(id: string): Promise<Cared> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const row = await trx
          .selectFrom("outbox")
          .select(["state", "due_at", "claim"])
          .where("id", "=", id)
          .where("state", "in", ["waiting", "dead"])
          .executeTakeFirst();
        if (!row) return "unknown";
        if (mayBeUnderWay(row)) return "under way";
        const { numUpdatedRows } = await trx
          .updateTable("outbox")
          .set({ state: "waiting", attempts: 0, due_at: time, timed_at: time, settled_at: null, claim: row.claim + 1 })
          .where("id", "=", id)
          .where("claim", "=", row.claim)
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n ? "done" : "under way";
      });
    },

    /** Sends all again that were given up; gives their number. */
    retryDead(): Promise<number> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("outbox")
          .set({ state: "waiting", attempts: 0, due_at: time, timed_at: time, settled_at: null })
          .where("state", "=", "dead")
          .executeTakeFirstOrThrow();
        return Number(numUpdatedRows);
      });
    },

    /** An event to be given up by hand. */
    async find(id: string): Promise<{ event: ClaimedEvent; state: "waiting" | "dead" } | Exclude<Cared, "done">> {
      const row = await db
        .selectFrom("outbox")
        .select([...columnsOfClaims, "state", "due_at"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (!row || row.state === "done") return "unknown";
      return mayBeUnderWay(row) ? "under way" : { event: toHeld(row), state: row.state };
    },

    /** Deletes one that was given up: it is listed no more. */
    async deleteDead(id: string): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await trx.deleteFrom("outbox").where("id", "=", id).where("state", "=", "dead").execute();
      });
    },
  };
}

type OpenRow = Pick<OpenEvent, "id" | "kind" | "team" | "attempts"> & {
  state: string;
  created_at: number;
  due_at: number;
  error: string | null;
};
const toOpen = ({ id, state, kind, team, attempts, created_at, due_at, error }: OpenRow): OpenEvent => ({
  id,
  state: state === "dead" ? "dead" : "waiting",
  kind,
  team,
  attempts,
  createdAt: new Date(created_at),
  dueAt: new Date(due_at),
  error: error ?? undefined,
});
