import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const doubtfulSubmissions: Migration = {
  version: 7,
  name: "doubt about submissions",
  async up(trx) {
    await sql`alter table submissions add column in_doubt integer not null default 0`.execute(trx);
  },
};
