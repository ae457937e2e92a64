import { type ExpressionBuilder, type Selectable, sql, type Transaction } from "kysely";
import type { JsonObject } from "../domain/json.ts";
import type { ClaimedEvent, OutboxEvent } from "../domain/notifications/outbox-event.ts";
import type { Schema } from "./schema.ts";
import { isOfTeam } from "./teams-of-events.ts";

/** Events of one kind, or of all but these; of one workspace, or of all. */
export type Selection = ({ readonly only: string } | { readonly except: readonly string[] }) & {
  readonly team?: string;
};

export const columns = ["id", "team", "kind", "payload", "event_group", "subject", "attempts", "request"] as const;
export const columnsOfClaims = [...columns, "claim", "doubt_from", "doubt_to", "slot_at", "slot_of"] as const;

type Row = Pick<Selectable<Schema["outbox"]>, (typeof columns)[number]>;
type ClaimedRow = Pick<Selectable<Schema["outbox"]>, (typeof columnsOfClaims)[number]>;

export const toEvent = ({ id, team, kind, payload, event_group, subject, attempts, request }: Row): OutboxEvent => ({
  id,
  team,
  kind,
  payload: JSON.parse(payload) as JsonObject,
  attempts,
  ...(event_group !== null && { group: event_group }),
  ...(subject !== null && { subject }),
  ...(request !== null && { request }),
});

/** The row as it was before the claim. */
export const toClaimed = (row: ClaimedRow): ClaimedEvent => ({ ...toHeld(row), claim: row.claim + 1 });

/** The row as it is, by the claim that counts now. */
export const toHeld = (row: ClaimedRow): ClaimedEvent => ({
  ...toEvent(row),
  claim: row.claim,
  ...(row.doubt_from !== null &&
    row.doubt_to !== null && { doubt: { from: new Date(row.doubt_from), to: new Date(row.doubt_to) } }),
  ...(row.slot_at !== null && row.slot_of !== null && { slot: { at: row.slot_at, of: row.slot_of } }),
});

/** Written out, since the indexes are of such rows alone: where it is a parameter, SQLite prepares the statement anew each time, to see whether they fit. */
export const WAITING = sql<"waiting">`'waiting'`;

/** What is due, longest due first; of one subject the oldest alone. */
export const selectDue = (trx: Transaction<Schema>, time: number) =>
  trx
    .selectFrom("outbox")
    .select(columnsOfClaims)
    .where("state", "=", WAITING)
    .where("due_at", "<=", time)
    .where(isFirstOfSubject)
    .orderBy("due_at")
    .orderBy("seq");

/** Nothing older about the same subject still waits, or is on its way. */
export const isFirstOfSubject = ({ not, exists, selectFrom }: ExpressionBuilder<Schema, "outbox">) =>
  not(
    exists(
      selectFrom("outbox as older")
        .select("older.id")
        .whereRef("older.subject", "=", "outbox.subject")
        .where("older.state", "=", WAITING)
        .whereRef("older.seq", "<", "outbox.seq"),
    ),
  );

export const isAmong = (which: Selection) => (row: ExpressionBuilder<Schema, "outbox">) =>
  row.and([
    ...(which.team === undefined ? [] : [isOfTeam(which.team)(row)]),
    ...("only" in which ? [row("outbox.kind", "=", which.only)] : []),
    ...("except" in which && which.except.length > 0 ? [row("outbox.kind", "not in", which.except)] : []),
  ]);
