import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const followedTasks: Migration = {
  version: 17,
  name: "followed tasks",
  async up(trx) {
    const statements = [
      sql`create table follow_rounds (team text primary key, since bigint not null, due_at bigint not null)`,
      sql`create table followed_tasks (
        team text not null, task_id text not null, content text, version bigint not null, due_at bigint not null,
        primary key (team, task_id))`,
      sql`create index followed_tasks_by_due on followed_tasks (team, due_at)`,
      sql`create table label_counts (
        team text not null, task_id text not null, account text not null, hour bigint not null, labeled bigint not null,
        primary key (team, task_id, account, hour))`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
