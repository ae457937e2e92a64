import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const creatorsOfTasks: Migration = {
  version: 35,
  name: "tasks are found by their creators",
  async up(trx) {
    const statements = [
      // A name that somebody wrote into a task elsewhere may be longer than PostgreSQL takes into an index.
      sql`update task_index set creator = null where length(creator) > 64`,
      sql`create index task_index_by_creator on task_index (team, creator, modified_ms desc, id, status)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
