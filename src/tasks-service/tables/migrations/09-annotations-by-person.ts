import type { Migration } from "../../../store/engine/migrate.ts";

export const annotationsByPerson: Migration = {
  version: 9,
  name: "annotations by person",
  async up(db) {
    // Whether somebody has labeled anything is looked up for each person who is deleted, by the database itself, too.
    await db.schema.createIndex("annotations_by_person").on("annotations").column("person").execute();
  },
};
