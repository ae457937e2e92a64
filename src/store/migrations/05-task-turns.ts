import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const taskTurns: Migration = {
  version: 5,
  name: "task turns",
  async up(trx) {
    await sql`create table task_turns (task_id text primary key, token text not null, expires_at bigint not null)`.execute(
      trx,
    );
  },
};
