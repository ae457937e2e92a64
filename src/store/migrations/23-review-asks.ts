import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const reviewAsks: Migration = {
  version: 23,
  name: "messages that ask for a review",
  async up(trx) {
    await sql`create table review_asks (
      team text not null, task_id text not null, person text not null, channel text not null, ts text not null,
      asked_at bigint not null, primary key (team, task_id, person))`.execute(trx);
  },
};
