import { sql } from "kysely";
import type { Migration } from "../../../store/engine/migrate.ts";

export const lapsedAssignments: Migration = {
  version: 5,
  name: "lapsed assignments, inputs that wait for the lead",
  async up(db) {
    await db.schema
      .createTable("lapsed")
      .addColumn("task", "integer", (column) => column.notNull())
      .addColumn("input", "integer", (column) => column.notNull())
      .addColumn("worker", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("lapsed_key", ["task", "input", "worker"])
      .execute();
    // Rejected inputs were taken for done: each is looked at once more, to be labeled again or to wait for the lead, who alone are missed.
    await sql`update review_counts set missed = 0`.execute(db);
    await sql`update tasks set adaptation = '{"steps":[{"kind":"judge","isRuleNew":false,"after":0}],"done":0,"total":1}'
      where adaptation is null
      and exists (select 1 from items where items.task = tasks.key and items.phase = 'rejected')`.execute(db);
  },
};
