import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const labelPage: Migration = {
  version: 14,
  name: "the labeling page: secrets, sessions, drafts",
  async up(trx) {
    const statements = [
      sql`create table secrets (name text primary key, value text not null, made_at bigint not null)`,
      sql`create table page_sessions (
        hash text primary key, team text not null, person text not null, task_id text not null,
        purpose text not null check (purpose in ('label', 'review')), expires_at bigint not null)`,
      sql`create index page_sessions_by_expiry on page_sessions (expires_at)`,
      sql`create table label_drafts (
        team text not null, person text not null, task_id text not null, input_id text not null,
        content text not null, expires_at bigint not null, primary key (team, person, task_id, input_id))`,
      sql`create index label_drafts_by_expiry on label_drafts (expires_at)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
