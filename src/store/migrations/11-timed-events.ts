import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const timedEvents: Migration = {
  version: 11,
  name: "from when events wait",
  async up(trx) {
    await sql`alter table outbox add column timed_at bigint`.execute(trx);
  },
};
