import { sql } from "kysely";
import type { Migration } from "./engine/migrate.ts";

/** The app's schema, step by step; see `schema.ts` for what the columns mean. */
export const migrations: readonly Migration[] = [
  {
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
  },
  {
    version: 2,
    name: "task index",
    async up(trx) {
      const statements = [
        sql`create table task_index (
          team text not null, id text not null, name text not null, folded_name text not null,
          type text not null, status text not null, review text not null, priority text,
          workers text not null, reviewers text not null, creator text,
          modified_at text, modified_ms bigint not null, round bigint not null,
          primary key (team, id))`,
        sql`create index task_index_by_age on task_index (team, modified_ms desc, id)`,
        sql`create index task_index_by_round on task_index (team, round)`,
        sql`create table task_index_rounds (
          team text primary key, side text not null, round bigint not null, page bigint not null, seen bigint not null,
          completed_at bigint, due_at bigint not null, leased_until bigint not null)`,
      ];
      for (const statement of statements) await statement.execute(trx);
    },
  },
  {
    version: 3,
    name: "posted cards",
    async up(trx) {
      const statements = [
        sql`create table posted_cards (
          team text not null, task_id text not null, channel text not null, ts text not null, url text not null,
          posted_at bigint not null, primary key (team, task_id, channel, ts))`,
      ];
      for (const statement of statements) await statement.execute(trx);
    },
  },
  {
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
  },
  {
    version: 5,
    name: "task turns",
    async up(trx) {
      await sql`create table task_turns (task_id text primary key, token text not null, expires_at bigint not null)`.execute(
        trx,
      );
    },
  },
  {
    version: 6,
    name: "subjects of events",
    async up(trx) {
      await sql`alter table outbox add column subject text`.execute(trx);
      await sql`create index outbox_by_subject on outbox (subject, seq) where state = 'waiting' and subject is not null`.execute(
        trx,
      );
    },
  },
  {
    version: 7,
    name: "doubt about submissions",
    async up(trx) {
      await sql`alter table submissions add column in_doubt integer not null default 0`.execute(trx);
    },
  },
  {
    version: 8,
    name: "long values, and names folded anew",
    async up(trx) {
      await sql`create table long_values (
        team text not null, key text not null, value text not null, expires_at bigint not null,
        primary key (team, key))`.execute(trx);
      await sql`create index long_values_by_age on long_values (expires_at)`.execute(trx);
      // The index of tasks is a memory: it is filled again, with names folded as they are now.
      await sql`delete from task_index`.execute(trx);
      await sql`delete from task_index_rounds`.execute(trx);
    },
  },
  {
    version: 9,
    name: "one pair of events for all submissions",
    async up(trx) {
      await sql`update outbox set kind = 'submission.settled' where kind = 'change.settled'`.execute(trx);
      await sql`update outbox set kind = 'submission.outcome' where kind = 'change.outcome'`.execute(trx);
    },
  },
  {
    version: 10,
    name: "names of tasks without quotes and emoji",
    async up(trx) {
      // The index of tasks is a memory: it is filled again.
      await sql`delete from task_index`.execute(trx);
      await sql`delete from task_index_rounds`.execute(trx);
      await sql`alter table task_index add column loose_name text not null default ''`.execute(trx);
    },
  },
  {
    version: 11,
    name: "from when events wait",
    async up(trx) {
      await sql`alter table outbox add column timed_at bigint`.execute(trx);
    },
  },
  {
    version: 12,
    name: "labeling",
    async up(trx, engine) {
      const counter = sql.raw(
        engine === "sqlite" ? "integer primary key autoincrement" : "bigint generated always as identity primary key",
      );
      const statements = [
        sql`create table labeling_sessions (
          team text not null, person text not null, task_id text not null, content text not null, saved_at bigint not null,
          primary key (team, person, task_id))`,
        sql`create table label_answers (
          seq ${counter}, id text not null unique, team text not null, person text not null, task_id text not null,
          assignment_id text not null, input_id text not null, said text not null, said_at bigint not null,
          state text not null check (state in ('said', 'sent', 'submitted', 'undoing', 'undone', 'refused')),
          attempts integer not null, due_at bigint, error text)`,
        // One answer at a time, from however many windows and devices.
        sql`create unique index label_answers_open on label_answers (team, person, task_id, assignment_id)
          where state in ('said', 'sent')`,
        sql`create index label_answers_by_lane on label_answers (team, person, task_id, said_at)`,
        sql`create index label_answers_due on label_answers (due_at) where due_at is not null`,
      ];
      for (const statement of statements) await statement.execute(trx);
    },
  },
  {
    version: 13,
    name: "pictures uploaded to Slack",
    async up(trx) {
      await sql`create table uploaded_pictures (
        team text not null, task_id text not null, input_id text not null,
        hash text not null, file_id text not null, made_at bigint not null,
        primary key (team, task_id, input_id))`.execute(trx);
    },
  },
  {
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
  },
];
