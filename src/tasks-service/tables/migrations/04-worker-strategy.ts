import { sql } from "kysely";
import type { Migration } from "../../../store/engine/migrate.ts";

export const workerStrategy: Migration = {
  version: 4,
  name: "a task's worker strategy in a column",
  async up(db, engine) {
    await db.schema
      .alterTable("tasks")
      .addColumn("strategy", "text", (column) => column.notNull().defaultTo("WORKER_STRATEGY_NOT_SET"))
      .execute();
    const strategy =
      engine === "sqlite"
        ? sql`json_extract(body, '$.worker.strategy')`
        : sql`cast(body as jsonb) #>> '{worker,strategy}'`;
    await sql`update tasks set strategy = coalesce(${strategy}, strategy)`.execute(db);
  },
};
