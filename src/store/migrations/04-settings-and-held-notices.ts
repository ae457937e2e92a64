import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const settingsAndHeldNotices: Migration = {
  version: 4,
  name: "settings, held notices, home readers",
  async up(trx) {
    const statements = [
      sql`create table person_settings (
        team text not null, person text not null, content text not null, time_zone text, saved_at bigint not null,
        primary key (team, person))`,
      sql`create table workspace_settings (
        team text primary key, content text not null, saved_by text not null, saved_at bigint not null)`,
      sql`create table held_notices (
        team text not null, person text not null, task_id text not null,
        role text not null check (role in ('worker', 'reviewer')),
        is_digest integer not null, payload text not null, due_at bigint not null, held_at bigint not null,
        primary key (team, person, task_id, role))`,
      sql`create index held_notices_by_due on held_notices (due_at)`,
      sql`create table home_readers (
        team text not null, person text not null, opened_at bigint not null, primary key (team, person))`,
      sql`create index home_readers_by_age on home_readers (opened_at)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
