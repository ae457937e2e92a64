import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const reviewDrafts: Migration = {
  version: 22,
  name: "what is chosen on the page for reviewing",
  async up(trx) {
    const statements = [
      sql`create table review_drafts (
        team text not null, person text not null, task_id text not null, input_id text not null,
        content text not null, expires_at bigint not null, primary key (team, person, task_id, input_id))`,
      sql`create index review_drafts_by_expiry on review_drafts (expires_at)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
