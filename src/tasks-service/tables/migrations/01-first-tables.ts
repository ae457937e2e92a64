import { type Kysely, sql } from "kysely";
import type { Migration } from "../../../store/engine/migrate.ts";
import type { Engine } from "../../../store/engine/open.ts";

export const firstTables: Migration = {
  version: 1,
  name: "tasks",
  async up(db, engine) {
    await db.schema
      .createTable("counters")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("value", "integer", (column) => column.notNull())
      .execute();
    for (const name of ["user", "app", "input", "dataset", "task", "annotation"]) {
      await sql`insert into counters (name, value) values (${name}, 0)`.execute(db);
    }
    await createPeople(db);
    await createInputs(db);
    await createTasksTables(db, engine);
    await createWorkTables(db);
  },
};

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("users")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("email", "text")
    .addColumn("first_name", "text")
    .addColumn("last_name", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("keys")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn("person", "integer", (column) => column.notNull().references("users.key"))
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("apps")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("owner", "integer", (column) => column.notNull().references("users.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addUniqueConstraint("apps_by_id", ["owner", "id"])
    .execute();
  await db.schema
    .createTable("collaborators")
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("person", "integer", (column) => column.notNull().references("users.key"))
    .addColumn("created_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("collaborators_key", ["app", "person"])
    .execute();
}

async function createInputs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("concepts")
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("search_text", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("concepts_key", ["app", "id"])
    .execute();
  await db.schema
    .createTable("inputs")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("modified_at", "text", (column) => column.notNull())
    .addUniqueConstraint("inputs_by_id", ["app", "id"])
    .execute();
  await db.schema.createIndex("inputs_by_app").on("inputs").columns(["app", "key"]).execute();
  await db.schema
    .createTable("datasets")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("id", "text")
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("modified_at", "text", (column) => column.notNull())
    .addUniqueConstraint("datasets_by_id", ["app", "id"])
    .execute();
  await db.schema
    .createTable("dataset_inputs")
    .addColumn("dataset", "integer", (column) => column.notNull().references("datasets.key").onDelete("cascade"))
    .addColumn("input", "integer", (column) => column.notNull().references("inputs.key").onDelete("cascade"))
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("dataset_inputs_key", ["dataset", "place"])
    .addUniqueConstraint("dataset_inputs_by_input", ["input", "dataset"])
    .execute();
  await db.schema
    .createTable("searches")
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("modified_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("searches_key", ["app", "id"])
    .execute();
}

async function createTasksTables(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await db.schema
    .createTable("tasks")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("status", "integer", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("source_type", "text", (column) => column.notNull())
    .addColumn("source_id", "text", (column) => column.notNull())
    .addColumn("source_dataset", "integer")
    .addColumn("source_limit", "integer", (column) => column.notNull())
    .addColumn("source_count", "integer", (column) => column.notNull())
    .addColumn("planned_count", "integer", (column) => column.notNull())
    .addColumn("assigned_count", "integer", (column) => column.notNull())
    .addColumn("assigned_place", "integer", (column) => column.notNull())
    .addColumn("redivision", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("modified_at", "text", (column) => column.notNull())
    .addUniqueConstraint("tasks_by_id", ["app", "id"])
    .execute();
  await db.schema.createIndex("tasks_by_app").on("tasks").columns(["app", "key"]).execute();
  await db.schema
    .createTable("task_people")
    .addColumn("task", "integer", (column) => column.notNull().references("tasks.key").onDelete("cascade"))
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("person", "integer", (column) => column.notNull().references("users.key"))
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("cursor", "integer", (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("task_people_key", ["task", "role", "person"])
    .execute();
  await db.schema.createIndex("task_people_by_person").on("task_people").columns(["person", "role", "task"]).execute();
  const assignments = db.schema
    .createTable("assignments")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("input", "integer", (column) => column.notNull())
    .addColumn("worker", "integer", (column) => column.notNull())
    .addColumn("status", "integer", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("modified_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("assignments_key", ["task", "input", "worker"]);
  // A million rows: on SQLite the primary key is the table itself.
  await (engine === "sqlite" ? assignments.modifyEnd(sql`without rowid`) : assignments).execute();
  await db.schema
    .createIndex("assignments_by_worker")
    .on("assignments")
    .columns(["task", "worker", "status", "input"])
    .execute();
  await db.schema
    .createTable("work_counts")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("worker", "integer", (column) => column.notNull())
    .addColumn("status", "integer", (column) => column.notNull())
    .addColumn("total", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("work_counts_key", ["task", "worker", "status"])
    .execute();
}

async function createWorkTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("annotations")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("app", "integer", (column) => column.notNull().references("apps.key"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("input", "integer", (column) => column.notNull())
    .addColumn("person", "integer", (column) => column.notNull().references("users.key"))
    .addColumn("task", "integer")
    .addColumn("status", "integer", (column) => column.notNull())
    .addColumn("is_kept", "integer", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("info", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("modified_at", "text", (column) => column.notNull())
    .addUniqueConstraint("annotations_by_id", ["app", "id"])
    .execute();
  await db.schema.createIndex("annotations_by_app").on("annotations").columns(["app", "key"]).execute();
  await db.schema.createIndex("annotations_by_task").on("annotations").columns(["task", "input", "person"]).execute();
  await db.schema.createIndex("annotations_by_input").on("annotations").columns(["input", "key"]).execute();
  await db.schema
    .createTable("annotation_counts")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("person", "integer", (column) => column.notNull())
    .addColumn("status", "integer", (column) => column.notNull())
    .addColumn("total", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("annotation_counts_key", ["task", "person", "status"])
    .execute();
  await db.schema
    .createTable("items")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("input", "integer", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("reviewer", "integer")
    .addColumn("kept", "integer")
    .addPrimaryKeyConstraint("items_key", ["task", "input"])
    .execute();
  await db.schema.createIndex("items_by_phase").on("items").columns(["task", "phase", "reviewer", "input"]).execute();
  await db.schema
    .createTable("votes")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("input", "integer", (column) => column.notNull())
    .addColumn("reviewer", "integer", (column) => column.notNull())
    .addColumn("worker", "integer", (column) => column.notNull())
    .addColumn("is_approval", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("votes_key", ["task", "input", "reviewer", "worker"])
    .execute();
  await db.schema
    .createTable("phase_counts")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("total", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("phase_counts_key", ["task", "phase"])
    .execute();
  await db.schema
    .createTable("review_counts")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("reviewer", "integer", (column) => column.notNull())
    .addColumn("assigned", "integer", (column) => column.notNull())
    .addColumn("reviewed", "integer", (column) => column.notNull())
    .addColumn("missed", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("review_counts_key", ["task", "reviewer"])
    .execute();
  await db.schema
    .createTable("open_slots")
    .addColumn("task", "integer", (column) => column.notNull())
    .addColumn("input", "integer", (column) => column.notNull())
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("missing", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("open_slots_key", ["task", "input"])
    .execute();
  await db.schema.createIndex("open_slots_by_place").on("open_slots").columns(["task", "place"]).execute();
}
