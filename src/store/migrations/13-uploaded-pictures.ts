import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const uploadedPictures: Migration = {
  version: 13,
  name: "pictures uploaded to Slack",
  async up(trx) {
    await sql`create table uploaded_pictures (
      team text not null, task_id text not null, input_id text not null,
      hash text not null, file_id text not null, made_at bigint not null,
      primary key (team, task_id, input_id))`.execute(trx);
  },
};
