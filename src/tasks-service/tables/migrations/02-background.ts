import { sql } from "kysely";
import type { Migration } from "../../../store/engine/migrate.ts";

export const background: Migration = {
  version: 2,
  name: "changes in the background, keys within apps",
  async up(db) {
    await db.schema.alterTable("keys").addColumn("within", "integer").execute();
    await db.schema.alterTable("tasks").addColumn("adaptation", "text").execute();
    await db.schema
      .alterTable("tasks")
      .addColumn("round", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable("items")
      .addColumn("round", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable("assignments")
      .addColumn("is_denied", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`update assignments set is_denied = 1 where status = 54204 and exists (
      select 1 from items where items.task = assignments.task and items.input = assignments.input
      and items.phase in ('review', 'approved', 'rejected'))`.execute(db);
    // A partition that was under way goes on: plainly, or from the state that it had as the whole of its column.
    await sql`update tasks set round = 1, adaptation =
      '{"steps":[{"kind":"divide"' || coalesce(',"state":' || redivision, '') ||
      '},{"kind":"judge","isRuleNew":false,"after":0}],"done":' || assigned_count || ',"total":' || planned_count || '}'
      where assigned_count < planned_count`.execute(db);
    await db.schema.alterTable("tasks").dropColumn("redivision").execute();
    await db.schema
      .createTable("leftovers")
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("key", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("leftovers_key", ["kind", "key"])
      .execute();
  },
};
