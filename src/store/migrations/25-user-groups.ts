import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const userGroups: Migration = {
  version: 25,
  name: "user groups of tasks",
  async up(trx) {
    await sql`alter table task_index add column user_groups text not null default '[]'`.execute(trx);
  },
};
