import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const longValues: Migration = {
  version: 8,
  name: "long values, and names folded anew",
  async up(trx) {
    await sql`create table long_values (
      team text not null, key text not null, value text not null, expires_at bigint not null,
      primary key (team, key))`.execute(trx);
    await sql`create index long_values_by_age on long_values (expires_at)`.execute(trx);
    // The index of tasks is a memory: it is filled again, with names folded as they are now.
    await sql`delete from task_index`.execute(trx);
    await sql`delete from task_index_rounds`.execute(trx);
  },
};
