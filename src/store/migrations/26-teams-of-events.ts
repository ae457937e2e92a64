import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const teamsOfEvents: Migration = {
  version: 26,
  name: "workspaces of events",
  async up(trx, engine) {
    await sql`alter table outbox add column team text not null default ''`.execute(trx);
    // PostgreSQL's own JSON refuses payloads that hold an escaped NUL or half of a surrogate pair; SQLite has no patterns.
    const inPayload =
      engine === "postgres"
        ? sql`substring(payload from '"team":"([^"]+)"')`
        : sql`case when json_valid(payload) then json_extract(payload, '$.team') end`;
    await sql`update outbox set team = coalesce(${inPayload}, '')`.execute(trx);
    // Some kinds did not say it; until now there was one workspace.
    await sql`update outbox set team = coalesce((select max(team) from outbox), '') where team = ''`.execute(trx);
    await sql`create index outbox_by_team on outbox (team, due_at) where state = 'waiting'`.execute(trx);
  },
};
