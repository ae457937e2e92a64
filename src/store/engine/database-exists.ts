import { existsSync } from "node:fs";
import type { DatabaseTarget } from "./open.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** Whether there is the file, or the schema: to open it would make it. Rejects where the server cannot be asked. */
export async function databaseExists(target: DatabaseTarget): Promise<boolean> {
  if (target.kind === "sqlite") return existsSync(target.path);
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: target.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    const { rows } = await client.query("select 1 from pg_catalog.pg_namespace where nspname = $1", [target.schema]);
    return rows.length > 0;
  } finally {
    await client.end();
  }
}
