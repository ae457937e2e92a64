import { sql } from "kysely";
import type { Migration } from "../../../store/engine/migrate.ts";

export const keyEnds: Migration = {
  version: 3,
  name: "keys end",
  async up(db) {
    await db.schema.alterTable("keys").addColumn("expires_at", "text").execute();
    await db.schema
      .alterTable("keys")
      .addColumn("is_owner", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`update keys set is_owner = 1 where description = 'owner' and "within" is null`.execute(db);
    await db.schema.createIndex("keys_by_person").on("keys").column("person").execute();
  },
};
