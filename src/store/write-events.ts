import type { Transaction } from "kysely";
import type { EventHandling } from "../domain/notifications/events.ts";
import type { StoreContext } from "./context.ts";
import { timedAt } from "./due-times.ts";
import type { Schema } from "./schema.ts";

/**
 * An event as the outbox takes it: it holds whatever the catalogue (`domain/notifications/events.ts`) has, and looks into none of it but
 * for the workspace that it is for.
 */
export type EventToWrite = EventHandling & {
  readonly kind: string;
  readonly payload: { readonly team: string; readonly [field: string]: unknown };
};

/** Thirteen parameters a row; SQLite takes 32,766 in a statement. */
const ROWS_PER_INSERT = 500;

/** Writes events in the transaction of what caused them, due at once unless they say otherwise. A known dedupe key is left out. */
export async function writeEvents(
  trx: Transaction<Schema>,
  events: readonly EventToWrite[],
  { now, newId, currentRequest }: Pick<StoreContext, "now" | "newId" | "currentRequest">,
): Promise<void> {
  const time = now().getTime();
  const rows = events.map((event) => ({
    id: newId(),
    team: event.payload.team,
    kind: event.kind,
    request: event.request ?? currentRequest?.() ?? null,
    payload: JSON.stringify(event.payload),
    event_group: event.group ?? null,
    subject: event.subject ?? null,
    dedupe_key: event.dedupeKey ?? null,
    state: "waiting" as const,
    attempts: 0,
    due_at: event.dueAt?.getTime() ?? time,
    timed_at: timedAt(event.dueAt?.getTime() ?? time, time),
    created_at: time,
  }));
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await trx
      .insertInto("outbox")
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .onConflict((conflict) => conflict.column("dedupe_key").doNothing())
      .execute();
  }
}
