import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const taskIndex: Migration = {
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
};
