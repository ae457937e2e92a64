import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const claimsOfEvents: Migration = {
  version: 28,
  name: "numbered claims of events, and which may have been sent",
  async up(trx) {
    await sql`alter table outbox add column claim bigint not null default 0`.execute(trx);
    await sql`alter table outbox add column doubt_from bigint`.execute(trx);
    await sql`alter table outbox add column doubt_to bigint`.execute(trx);
  },
};
