import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const looseNames: Migration = {
  version: 10,
  name: "names of tasks without quotes and emoji",
  async up(trx) {
    // The index of tasks is a memory: it is filled again.
    await sql`delete from task_index`.execute(trx);
    await sql`delete from task_index_rounds`.execute(trx);
    await sql`alter table task_index add column loose_name text not null default ''`.execute(trx);
  },
};
