import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const ownKeys: Migration = {
  version: 16,
  name: "people's own keys",
  async up(trx) {
    await sql`create table own_keys (
      team text not null, person text not null, account text not null,
      key_id text not null, sealed text not null, kept_at bigint not null,
      primary key (team, person))`.execute(trx);
  },
};
