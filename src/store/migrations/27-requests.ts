import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const requests: Migration = {
  version: 27,
  name: "requests of promises and events, and an index of dead ones",
  async up(trx) {
    await sql`alter table outbox add column request text`.execute(trx);
    await sql`alter table submissions add column request text`.execute(trx);
    await sql`create index outbox_dead on outbox (settled_at) where state = 'dead'`.execute(trx);
  },
};
