import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const postedCards: Migration = {
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
};
