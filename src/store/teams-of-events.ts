import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** Rows of the outbox that are for a workspace. A version before rows had one may still run beside this one: its events say it. */
export function isOfTeam(team: string) {
  // An id of Slack is letters and digits; anything else would be a pattern.
  if (!/^[A-Z0-9]+$/.test(team)) throw new Error(`"${team}" is no workspace id`);
  // The pattern is no parameter by itself: SQLite would prepare the statement anew each time, to see what it begins with.
  const isInPayload = sql<SqlBool>`outbox.payload like '%"team":"' || ${team} || '"%'`;
  return (row: ExpressionBuilder<Schema, "outbox">) =>
    row.or([row("outbox.team", "=", team), row.and([row("outbox.team", "=", ""), isInPayload])]);
}
