import type { JsonObject } from "../domain/json.ts";
import type { HeldNotice } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** What is still held so long after its time has lost the event that was to send it. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

type Key = Pick<HeldNotice, "team" | "person" | "key">;

/** Events that wait for somebody's quiet hours to end or for their digest: of those with one key the newest. */
export function createHeldNotices({ database, now, currentRequest }: StoreContext) {
  const { db } = database;

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
        .select(["key", "kind", "payload", "due_at", "request"])
        .where((of) => of.and({ team, person }))
        .where("due_at", "<=", now().getTime())
        .orderBy("held_at")
        .orderBy("key")
        .execute();
      return rows.map(({ key, kind, payload, due_at, request }) => ({
        team,
        person,
        key,
        kind,
        payload: JSON.parse(payload) as JsonObject,
        dueAt: new Date(due_at),
        ...(request !== null && { request }),
      }));
    },

    /** Replaces what is held for this person under this key, to be sent when it was to be; false when nothing is held. */
    replace({ team, person, key }: Key, payload: JsonObject): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("held_notices")
          .set({ payload: JSON.stringify(payload), ...requestNow() })
          .where((of) => of.and({ team, person, key }))
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      });
    },

    /** True when something was held for this person under this key; it is not sent any more. */
    release({ team, person, key }: Key): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("held_notices")
          .where((of) => of.and({ team, person, key }))
          .executeTakeFirstOrThrow();
        return numDeletedRows > 0n;
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
