import type { Migration } from "../../../store/engine/migrate.ts";

export const keyMakers: Migration = {
  version: 7,
  name: "keys go with the key that made them",
  async up(db) {
    await db.schema
      .alterTable("keys")
      .addColumn("made_by", "text", (column) => column.references("keys.hash").onDelete("cascade"))
      .execute();
    await db.schema.createIndex("keys_by_maker").on("keys").column("made_by").execute();
  },
};
