import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const installations: Migration = {
  version: 29,
  name: "installations and connected accounts",
  async up(trx) {
    await sql`create table installations (
      team text not null primary key, org text, name text not null,
      bot_id text, bot_user text, key_id text not null, sealed text not null,
      revision text not null, installed_at bigint not null)`.execute(trx);
    await sql`create table connections (
      team text not null primary key, user_id text not null, app_id text not null,
      key_id text not null, sealed text not null,
      revision text not null, connected_by text not null, connected_at bigint not null)`.execute(trx);
  },
};
