import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const firstTables: Migration = {
  version: 1,
  name: "drafts, submissions, links, outbox, posted messages, seen events",
  async up(trx, engine) {
    const counter = sql.raw(
      engine === "sqlite" ? "integer primary key autoincrement" : "bigint generated always as identity primary key",
    );
    const statements = [
      sql`create table drafts (
        id text primary key, team text not null, person text not null, content text not null, expires_at bigint not null)`,
      sql`create index drafts_by_expiry on drafts (expires_at)`,
      sql`create table submissions (
        id text primary key, team text not null, person text not null, kind text not null, view_id text not null,
        payload text not null,
        status text not null check (status in ('pending', 'done', 'failed', 'doubtful')),
        attempts integer not null, leased_until bigint not null, check_at bigint,
        created_at bigint not null, updated_at bigint not null,
        check (status <> 'doubtful' or check_at is not null))`,
      sql`create index submissions_open on submissions (status, leased_until) where status in ('pending', 'doubtful')`,
      sql`create index submissions_by_age on submissions (updated_at)`,
      sql`create table links (
        team text not null, person text not null, account text not null, linked_by text not null, linked_at bigint not null,
        primary key (team, person), unique (team, account))`,
      sql`create table outbox (
        seq ${counter}, id text not null unique, kind text not null, payload text not null,
        event_group text, dedupe_key text unique,
        state text not null check (state in ('waiting', 'done', 'dead')),
        attempts integer not null, due_at bigint not null, error text, created_at bigint not null, settled_at bigint)`,
      sql`create index outbox_due on outbox (due_at, seq) where state = 'waiting'`,
      sql`create index outbox_by_group on outbox (event_group, state) where event_group is not null`,
      sql`create index outbox_by_age on outbox (settled_at) where settled_at is not null`,
      sql`create table posted_messages (
        team text not null, task_id text not null, person text not null,
        role text not null check (role in ('worker', 'reviewer')),
        channel text not null, ts text not null, saved_at bigint not null,
        primary key (team, task_id, person, role))`,
      sql`create table seen_events (id text primary key, expires_at bigint not null)`,
      sql`create index seen_events_by_expiry on seen_events (expires_at)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
