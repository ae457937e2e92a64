import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const leavingAndSides: Migration = {
  version: 34,
  name: "workspaces that are about to be left, sides of submissions, sealed secrets of the app itself",
  async up(trx) {
    const statements = [
      sql`alter table installations add column leaving_at bigint`,
      sql`alter table submissions add column side text not null default ''`,
      sql`create table sealed_secrets (
        name text not null primary key, key_id text not null, sealed text not null, made_at bigint not null)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
