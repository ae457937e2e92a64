import type { Migration } from "../../../store/engine/migrate.ts";

export const annotationRevisions: Migration = {
  version: 6,
  name: "revisions of annotations",
  async up(db) {
    await db.schema
      .alterTable("annotations")
      .addColumn("revision", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
