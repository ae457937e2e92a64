import { type Kysely, type Selectable, sql } from "kysely";
import type { JsonObject } from "../domain/json.ts";
import { groupOfHeld, type HeldNotice } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { WAITING } from "./outbox-rows.ts";
import type { Schema } from "./schema.ts";

/** What is still held so long after its time has lost the event that was to send it. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

const COLUMNS = ["team", "person", "key", "kind", "payload", "due_at", "request", "listed_at"] as const;

type Key = Pick<HeldNotice, "team" | "person" | "key">;
type Row = Pick<Selectable<Schema["held_notices"]>, (typeof COLUMNS)[number]>;

/** Events that wait for somebody's quiet hours to end or for their digest: of those with one key the newest. */
export function createHeldNotices({ database, now, currentRequest }: StoreContext) {
  const { db, engine } = database;

  /** What changes it for no request leaves it the one for which it came about. */
  function requestNow(): { request?: string } {
    const request = currentRequest?.();
    return request === undefined ? {} : { request };
  }

  return {
    /** Replaces what is held for this person under this key; it keeps its place among the others. */
    hold({ team, person, key, kind, payload, dueAt }: HeldNotice): Promise<void> {
      const row = { kind, payload: JSON.stringify(payload), due_at: dueAt.getTime(), ...requestNow() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("held_notices")
          .values({ team, person, key, request: null, ...row, held_at: now().getTime() })
          .onConflict((conflict) => conflict.columns(["team", "person", "key"]).doUpdateSet(row))
          .execute();
      });
    },

    /** What is due for this person, in the order in which it came. */
    async listDue(team: string, person: string): Promise<readonly HeldNotice[]> {
      const rows = await db
        .selectFrom("held_notices")
        .select(COLUMNS)
        .where((of) => of.and({ team, person }))
        .where("due_at", "<=", now().getTime())
        .orderBy("held_at")
        .orderBy("key")
        .execute();
      const notices = rows.map(toNotice);
      const onTheirWay = await listOnTheirWay(db, notices);
      return notices.map((notice) => (onTheirWay.has(notice) ? { ...notice, isOnItsWay: true } : notice));
    },

    /** What is due under this key and was put into no message with others; one that it is being put into is waited for. */
    async findAlone({ team, person, key }: Key): Promise<HeldNotice | undefined> {
      const due = db
        .selectFrom("held_notices")
        .select(COLUMNS)
        .where((of) => of.and({ team, person, key }))
        .where("due_at", "<=", now().getTime())
        .where("listed_at", "is", null);
      // SQLite has one writer: whoever lists it after the event was written has seen that one.
      const row = await (engine === "postgres" ? due.forShare() : due).executeTakeFirst();
      return row && toNotice(row);
    },

    /** For whom something was due by then and is still held, and when the newest of it was. */
    async listOverdue(team: string, by: Date): Promise<readonly { readonly person: string; readonly dueAt: Date }[]> {
      const rows = await db
        .selectFrom("held_notices")
        .select((row) => ["person", row.fn.max("due_at").as("due_at")])
        .where("team", "=", team)
        .where("due_at", "<=", by.getTime())
        .groupBy("person")
        .execute();
      return rows.map(({ person, due_at }) => ({ person, dueAt: new Date(due_at) }));
    },

    /**
     * Notes that these are put into one message, and may have been told from now on; gives those that are still held so, as they were. None
     * that an event of its own tells.
     */
    noteListed(notices: readonly HeldNotice[]): Promise<readonly HeldNotice[]> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const locked: HeldNotice[] = [];
        for (const { team, person, key, dueAt } of notices) {
          const held = trx
            .selectFrom("held_notices")
            .select(COLUMNS)
            .where((of) => of.and({ team, person, key, due_at: dueAt.getTime() }));
          const row = await (engine === "postgres" ? held.forUpdate() : held).executeTakeFirst();
          if (row) locked.push(toNotice(row));
        }
        // Looked for once they are locked: an event that is written later finds them listed.
        const onTheirWay = await listOnTheirWay(trx, locked);
        const listed = locked.filter((notice) => !onTheirWay.has(notice));
        for (const { team, person, key } of listed)
          await trx
            .updateTable("held_notices")
            .set({ listed_at: sql<number>`coalesce(listed_at, ${time})` })
            .where((of) => of.and({ team, person, key }))
            .execute();
        return listed;
      });
    },

    /** The message that these were first put into was surely not sent. */
    noteUnlisted(notices: readonly HeldNotice[]): Promise<void> {
      return writeTransaction(database, async (trx) => {
        for (const { team, person, key, dueAt } of notices)
          await trx
            .updateTable("held_notices")
            .set({ listed_at: null })
            .where((of) => of.and({ team, person, key, due_at: dueAt.getTime() }))
            .execute();
      });
    },

    /**
     * Replaces what is held for this person under this key, to be sent when it was to be; false when nothing is held. What was due, and may
     * have been told as it was, is due anew.
     */
    replace({ team, person, key }: Key, payload: JsonObject): Promise<boolean> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("held_notices")
          .set({
            payload: JSON.stringify(payload),
            due_at: sql<number>`case when listed_at is null or due_at > ${time} then due_at else ${time} end`,
            ...requestNow(),
          })
          .where((of) => of.and({ team, person, key }))
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      });
    },

    /** What is held for this person under this key is not sent any more; true when there was something that cannot have been told yet. */
    release({ team, person, key }: Key): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const row = await trx
          .deleteFrom("held_notices")
          .where((of) => of.and({ team, person, key }))
          .returning("listed_at")
          .executeTakeFirst();
        return row?.listed_at === null;
      });
    },

    /** What is held for this person under keys that begin so is not sent any more. */
    releaseAll({ team, person }: Pick<Key, "team" | "person">, start: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .deleteFrom("held_notices")
          .where((of) => of.and({ team, person }))
          .where(sql<string>`substr(key, 1, length(cast(${start} as text)))`, "=", start)
          .execute();
      });
    },

    /** These were told, all of them or none: what is due at another time by now has changed since, and stays. */
    releaseTold(notices: readonly HeldNotice[]): Promise<void> {
      return writeTransaction(database, async (trx) => {
        for (const { team, person, key, dueAt } of notices)
          await trx
            .deleteFrom("held_notices")
            .where((of) => of.and({ team, person, key, due_at: dueAt.getTime() }))
            .execute();
      });
    },

    /** Deletes what is a week overdue; gives the number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("held_notices")
          .where("due_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

/** Those that an event of their own tells. What was put into a message with others is told by none. */
async function listOnTheirWay(db: Kysely<Schema>, notices: readonly HeldNotice[]): Promise<ReadonlySet<HeldNotice>> {
  const alone = notices.filter(({ isListed = false }) => !isListed);
  if (alone.length === 0) return new Set();
  const rows = await db
    .selectFrom("outbox")
    .select("event_group")
    .where("event_group", "in", alone.map(groupOfHeld))
    .where("state", "=", WAITING)
    .execute();
  const groups = new Set(rows.map(({ event_group }) => event_group));
  return new Set(alone.filter((notice) => groups.has(groupOfHeld(notice))));
}

const toNotice = ({ team, person, key, kind, payload, due_at, request, listed_at }: Row): HeldNotice => ({
  team,
  person,
  key,
  kind,
  payload: JSON.parse(payload) as JsonObject,
  dueAt: new Date(due_at),
  ...(request !== null && { request }),
  ...(listed_at !== null && { isListed: true }),
});
