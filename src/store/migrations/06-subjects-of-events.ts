import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const subjectsOfEvents: Migration = {
  version: 6,
  name: "subjects of events",
  async up(trx) {
    await sql`alter table outbox add column subject text`.execute(trx);
    await sql`create index outbox_by_subject on outbox (subject, seq) where state = 'waiting' and subject is not null`.execute(
      trx,
    );
  },
};
