import { type RawBuilder, sql, type Transaction } from "kysely";
import type { ClaimedEvent, Slot } from "../domain/notifications/outbox-event.ts";
import type { Pacing } from "../domain/notifications/pace.ts";
import type { Engine } from "./engine/open.ts";
import { isAmong, type Selection, selectDue, toClaimed } from "./outbox-rows.ts";
import type { Schema } from "./schema.ts";
import { lockPaces, type Paces } from "./send-paces.ts";

/** Beside what may leave so many are given their slots at a time: the transaction stays short. */
const MOST_PUT_OFF = 50;
/** What waits for longer is given its slot again on the way: no row waits longer for a moment than mendDueTimes leaves it (due-times.ts). */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * What is to be claimed, longest due first, locked against others; what they hold is passed over. What may not leave yet by its place's
 * or its workspace's pace is put off to its slot instead: it is not claimed, and that is no attempt.
 */
export async function pickDue(
  trx: Transaction<Schema>,
  engine: Engine,
  { limit, which, time, pacing }: { limit: number; which: Selection; time: number; pacing: Pacing | undefined },
): Promise<readonly ClaimedEvent[]> {
  const pacesOf = new Map<string, Paces>();
  const picked: ClaimedEvent[] = [];
  if (!pacing) return readDue(limit);
  // What has waited for its slot goes before thousands that have none yet.
  await pace(await readDue(limit, "is not"), pacing);
  let waiting = 0;
  if (picked.length < limit) waiting = await pace(await readDue(limit - picked.length, "is"), pacing);
  if (waiting > 0) await pace(await readDue(MOST_PUT_OFF, "is"), pacing);
  for (const paces of pacesOf.values()) await paces.save();
  return picked;

  async function readDue(most: number, hasSlot?: "is" | "is not"): Promise<ClaimedEvent[]> {
    const picks = picked.map(({ id }) => id);
    let due = selectDue(trx, time).where(isAmong(which)).limit(most);
    if (hasSlot) due = due.where("slot_at", hasSlot, null);
    if (picks.length > 0) due = due.where("id", "not in", picks);
    // SQLite has one writer, and this transaction is it.
    const rows = await (engine === "postgres" ? due.forUpdate().skipLocked() : due).execute();
    return rows.map(toClaimed);
  }

  /** Picks what may leave now, and puts off what may not; gives how many that are. */
  async function pace(events: readonly ClaimedEvent[], { placeOf, spacingMs }: Pacing): Promise<number> {
    const placed = events.map((event) => ({ event, team: event.team, place: placeOf(event) }));
    const toPost = placed.flatMap(({ team, place }) => (place === undefined ? [] : [{ team, place }]));
    for (const team of new Set(toPost.map((one) => one.team))) {
      const paces = pacesOf.get(team) ?? (await lockPaces(trx, team, time));
      pacesOf.set(team, paces);
      await paces.read(toPost.flatMap((one) => (one.team === team ? [one.place] : [])));
    }
    const waiting: Waiting[] = [];
    for (const { event, team, place } of placed) {
      if (picked.length === limit) break;
      const slot = place === undefined ? undefined : pacesOf.get(team)?.takeSlot(event.slot, place, spacingMs);
      if (slot) waiting.push({ id: event.id, slot });
      else picked.push(event);
    }
    if (waiting.length > 0) await putOff(trx, waiting, time);
    return waiting.length;
  }
}

type Waiting = { readonly id: string; readonly slot: Slot };

async function putOff(trx: Transaction<Schema>, waiting: readonly Waiting[], time: number): Promise<void> {
  const rows = waiting.map(({ id, slot }): RawBuilder<unknown> => {
    const dueAt = Math.min(slot.at, time + LONGEST_WAIT_MS);
    return sql`(cast(${id} as text), cast(${dueAt} as bigint), cast(${slot.at} as bigint), cast(${slot.of} as text))`;
  });
  // Both engines call the columns of values so.
  await sql`update outbox set due_at = slots.column2, slot_at = slots.column3, slot_of = slots.column4,
    timed_at = ${time}, claim = claim + 1 from (values ${sql.join(rows)}) as slots where outbox.id = slots.column1`.execute(
    trx,
  );
}
