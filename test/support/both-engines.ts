import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "@jest/globals";
import pg from "pg";
import type { DatabaseTarget, Engine } from "../../src/store/engine/open.ts";

const postgresUrl = process.env["TEST_DATABASE_URL"];

/**
 * Describes a suite once per engine: SQLite always, PostgreSQL when TEST_DATABASE_URL is set. `newTarget` names an empty
 * database (a file, a schema) that may be opened several times, as replicas do; all of them are removed afterwards.
 */
export function describeOnBothEngines(
  name: string,
  suite: (newTarget: () => DatabaseTarget, engine: Engine) => void,
): void {
  describe(`${name} on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), "labeldesk-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    suite(() => ({ kind: "sqlite", path: join(folder, randomUUID(), "test.db") }), "sqlite");
  });

  if (postgresUrl === undefined) {
    describe.skip(`${name} on PostgreSQL (skipped: TEST_DATABASE_URL is not set)`, () =>
      suite(unreachable, "postgres"));
    return;
  }
  describe(`${name} on PostgreSQL`, () => {
    const schemas: string[] = [];
    afterAll(() => dropSchemas(postgresUrl, schemas));
    suite(() => {
      const schema = `test_${randomUUID().replaceAll("-", "")}`;
      schemas.push(schema);
      return { kind: "postgres", url: postgresUrl, schema };
    }, "postgres");
  });
}

function unreachable(): never {
  throw new Error("A skipped suite opens no database");
}

async function dropSchemas(url: string, schemas: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const schema of schemas) await client.query(`drop schema if exists "${schema}" cascade`);
  } finally {
    await client.end();
  }
}
