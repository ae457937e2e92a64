import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const reviewing: Migration = {
  version: 15,
  name: "reviewing",
  async up(trx, engine) {
    const counter = sql.raw(
      engine === "sqlite" ? "integer primary key autoincrement" : "bigint generated always as identity primary key",
    );
    const statements = [
      sql`create table reviewing_sessions (
        team text not null, person text not null, task_id text not null, content text not null, saved_at bigint not null,
        primary key (team, person, task_id))`,
      sql`create table saved_reviews (
        seq ${counter}, id text not null unique, team text not null, person text not null, task_id text not null,
        about text not null, saved_at bigint not null,
        state text not null check (state in ('saved', 'done', 'refused')), attempts integer not null, due_at bigint)`,
      sql`create index saved_reviews_by_lane on saved_reviews (team, person, task_id, seq)`,
      sql`create index saved_reviews_due on saved_reviews (due_at) where due_at is not null`,
      sql`create table change_requests (
        team text not null, task_id text not null, worker text not null, input_id text not null, reason text not null,
        asked_at bigint not null, primary key (team, task_id, worker, input_id))`,
      sql`create index change_requests_by_age on change_requests (asked_at)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
