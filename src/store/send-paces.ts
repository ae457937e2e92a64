import type { Transaction } from "kysely";
import type { Slot } from "../domain/notifications/outbox-event.ts";
import { holdLines, type Line, newLine, takeSlot } from "../domain/notifications/pace.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** No place is called like that: the workspace as a whole. */
const WORKSPACE = "";
/** Above what anybody waits for. A line that nobody has stood in since says nothing. */
const KEPT_MS = 24 * 3_600_000;

/**
 * At which pace messages leave to the places of one workspace, as all replicas have it. To be read and written in the transaction that
 * claims them: until that ends, the others wait for it.
 */
export async function lockPaces(trx: Transaction<Schema>, team: string, time: number) {
  const known = new Map<string, Line>();
  const changed = new Set<string>();

  // Written so that it is there to be locked. What follows is a statement of its own: it sees what was written until then.
  const workspaceRow = await trx
    .insertInto("send_paces")
    .values(toRow(WORKSPACE, newLine()))
    .onConflict((conflict) => conflict.columns(["team", "place"]).doUpdateSet({ timed_at: time }))
    .returning(["times", "held_until"])
    .executeTakeFirstOrThrow();
  const workspace = toLine(workspaceRow);
  known.set(WORKSPACE, workspace);

  function toRow(place: string, { heldUntil, gone, reserved, late }: Line) {
    const times = JSON.stringify({ gone: shorten(gone), reserved: shorten(reserved), late: shorten(late) });
    return { team, place, times, held_until: heldUntil, timed_at: time };
  }

  /** The line of a place that was read before. */
  function at(place: string): Line {
    const line = known.get(place) ?? newLine();
    known.set(place, line);
    changed.add(WORKSPACE).add(place);
    return line;
  }

  async function read(places: readonly string[]): Promise<void> {
    const missing = [...new Set(places)].filter((place) => !known.has(place));
    if (missing.length === 0) return;
    const rows = await trx
      .selectFrom("send_paces")
      .select(["place", "times", "held_until"])
      .where("team", "=", team)
      .where("place", "in", missing)
      .execute();
    for (const row of rows) known.set(row.place, toLine(row));
  }

  return {
    read,

    /** Undefined: it may leave now. */
    takeSlot: (slot: Slot | undefined, place: string, spacingMs: number): Slot | undefined =>
      takeSlot(slot, { workspace, place: at(place) }, { time, spacingMs }),

    /** Slack has asked to wait with the place until then. Where it has asked so of another place too, it is the workspace's limit. */
    async hold(place: string, until: number): Promise<void> {
      await read([place]);
      const another = await trx
        .selectFrom("send_paces")
        .select("place")
        .where("team", "=", team)
        .where("place", "not in", [place, WORKSPACE])
        .where("held_until", ">", time)
        .limit(1)
        .executeTakeFirst();
      holdLines({ workspace, place: at(place) }, until, { isAll: another !== undefined });
    },

    async save(): Promise<void> {
      if (changed.size === 0) return;
      const rows = [...changed].map((place) => toRow(place, known.get(place) ?? newLine()));
      await trx
        .insertInto("send_paces")
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(["team", "place"]).doUpdateSet((row) => ({
            times: row.ref("excluded.times"),
            held_until: row.ref("excluded.held_until"),
            timed_at: time,
          })),
        )
        .execute();
    },
  };
}

export type Paces = Awaited<ReturnType<typeof lockPaces>>;

/** A time and how often it stands there: what leaves, or waits, together has the same one. */
type Shortened = [at: number, times: number][];
type Times = { gone: Shortened; reserved: Shortened; late: Shortened };

function toLine(row: { times: string; held_until: number }): Line {
  const { gone, reserved, late } = JSON.parse(row.times) as Times;
  return { gone: restore(gone), reserved: restore(reserved), late: restore(late), heldUntil: row.held_until };
}

function shorten(times: readonly number[]): Shortened {
  const shortened: Shortened = [];
  for (const at of times) {
    const last = shortened.at(-1);
    if (last?.[0] === at) last[1] += 1;
    else shortened.push([at, 1]);
  }
  return shortened;
}

const restore = (shortened: Shortened): number[] =>
  shortened.flatMap(([at, times]) => Array.from({ length: times }, () => at));

/** Keeps the table small. */
export function createSendPaces({ database, now }: Pick<StoreContext, "database" | "now">) {
  return {
    /** Deletes what says nothing any more; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("send_paces")
          .where("timed_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
