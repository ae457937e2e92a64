import { join } from "node:path";
import type { DatabaseTarget } from "../store/engine/open.ts";

/** Where tables are kept: in files of one folder, or in one PostgreSQL. */
export type DatabaseChoice =
  | { readonly kind: "sqlite"; readonly dir: string }
  | { readonly kind: "postgres"; readonly url: string };

/** The schema, and the file, of each. */
export const APP_DATABASE = { schema: "labeldesk", file: "labeldesk.db" } as const;
export const TASKS_DATABASE = { schema: "tasks_service", file: "tasks-service.db" } as const;

/** The database of the app, or of the local tasks service: each has a file, or a schema, of its own. */
export const databaseOf = (
  database: DatabaseChoice,
  { schema, file }: { readonly schema: string; readonly file: string },
): DatabaseTarget =>
  database.kind === "postgres"
    ? { kind: "postgres", url: database.url, schema }
    : { kind: "sqlite", path: join(database.dir, file) };
