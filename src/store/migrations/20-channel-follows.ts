import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const channelFollows: Migration = {
  version: 20,
  name: "tasks that channels follow",
  async up(trx) {
    const statements = [
      sql`create table channel_follows (
        team text not null, channel text not null, task_id text not null, task_name text not null, asked_by text not null,
        via text, kinds text not null, ts text, seen text, changed_at bigint not null,
        primary key (team, channel, task_id))`,
      sql`create index channel_follows_by_task on channel_follows (team, task_id)`,
      sql`create table channel_leads (
        team text not null, channel text not null, lead text not null, kinds text not null, ts text,
        primary key (team, channel, lead))`,
      sql`create index channel_leads_by_lead on channel_leads (team, lead)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
