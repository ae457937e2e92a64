import type { ExpressionBuilder } from "kysely";
import type { Schema } from "./schema.ts";

/** Rows of the outbox that are for a workspace. A version before rows had one may still run beside this one: its events say it. */
export function isOfTeam(team: string) {
  // An id of Slack is letters and digits; anything else would be a pattern.
  if (!/^[A-Z0-9]+$/.test(team)) throw new Error(`"${team}" is no workspace id`);
  return (row: ExpressionBuilder<Schema, "outbox">) =>
    row.or([
      row("outbox.team", "=", team),
      row.and([row("outbox.team", "=", ""), row("outbox.payload", "like", `%"team":"${team}"%`)]),
    ]);
}
