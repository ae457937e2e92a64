import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const labeling: Migration = {
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
};
