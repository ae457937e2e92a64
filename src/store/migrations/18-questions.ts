import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const questions: Migration = {
  version: 18,
  name: "questions about inputs",
  async up(trx) {
    const statements = [
      sql`create table questions (
        id text primary key, team text not null, task_id text not null, task_name text not null,
        input_id text not null, input text not null, asked_by text not null, question text not null, asked_at bigint not null,
        answered_by text, answerer_name text, answer text, answered_at bigint)`,
      sql`create index questions_by_input on questions (team, task_id, input_id)`,
      sql`create table question_messages (
        question_id text not null, team text not null, person text not null, channel text not null, ts text not null,
        primary key (question_id, person))`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
