import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const reminders: Migration = {
  version: 21,
  name: "reminders, and who gave what to whom",
  async up(trx) {
    const statements = [
      sql`create table reminders (
        team text not null, task_id text not null, person text not null, reminded_at bigint not null,
        primary key (team, task_id, person))`,
      sql`alter table posted_messages add column given_by text`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
