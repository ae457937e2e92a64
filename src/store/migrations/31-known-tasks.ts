import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const knownTasks: Migration = {
  version: 31,
  name: "tasks as people were last told of them",
  async up(trx) {
    const statements = [
      sql`create table known_tasks (
        team text not null, task_id text not null, content text not null, modified_at text, status text not null,
        version bigint not null, primary key (team, task_id))`,
      sql`alter table task_index_rounds add column watched_since bigint`,
      sql`alter table task_index_rounds add column taking_over bigint`,
      sql`alter table task_index_rounds add column failures bigint not null default 0`,
      sql`alter table task_index_rounds add column missing_at bigint`,
      sql`alter table task_index_rounds add column missing_answer text`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
