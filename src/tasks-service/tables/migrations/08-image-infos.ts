import type { Migration } from "../../../store/engine/migrate.ts";

export const imageInfos: Migration = {
  version: 8,
  name: "sizes of images",
  async up(db) {
    await db.schema
      .createTable("image_infos")
      .addColumn("input", "integer", (column) => column.primaryKey().references("inputs.key").onDelete("cascade"))
      .addColumn("width", "integer", (column) => column.notNull())
      .addColumn("height", "integer", (column) => column.notNull())
      .addColumn("format", "text", (column) => column.notNull())
      .execute();
  },
};
