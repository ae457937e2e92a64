import { randomUUID } from "node:crypto";
import { type CompiledQuery, Kysely } from "kysely";
import pg from "pg";
import { type Migration, migrate } from "../../src/store/engine/migrate.ts";
import { type PostgresTarget, schemaPostgresDialect } from "../../src/store/engine/postgres-dialect.ts";

/** PostgreSQL's answers when a schema is there already, and when somebody else makes it at the same moment (errcodes.txt). */
const IS_THERE = ["42P06", "23505"];

const recorded = new Map<readonly Migration[], Promise<string>>();

/** Where the schema is not there yet, makes it with all that the migrations make: in one request, which holds what they sent to another schema. */
export async function putMigratedSchema(
  { url, schema }: PostgresTarget,
  migrations: readonly Migration[],
): Promise<void> {
  const statements = recorded.get(migrations) ?? record(url, migrations);
  recorded.set(migrations, statements);
  try {
    await run(url, `create schema "${schema}"; set search_path to "${schema}"; ${await statements}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && IS_THERE.includes(error.code ?? ""))) throw error;
  }
}

async function record(url: string, migrations: readonly Migration[]): Promise<string> {
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  const statements: string[] = [];
  const db = new Kysely<object>({
    dialect: schemaPostgresDialect({ url, schema }),
    log: ({ query }) => {
      // Questions about locks and versions leave nothing behind.
      if (!/^select\b/i.test(query.sql)) statements.push(withItsValues(query));
    },
  });
  try {
    await migrate({ db, engine: "postgres", close: () => db.destroy() }, migrations);
  } finally {
    await db.destroy();
    await run(url, `drop schema if exists "${schema}" cascade`);
  }
  return statements.join(";\n");
}

/** Several statements in one request take no parameters. */
const withItsValues = ({ sql, parameters }: CompiledQuery): string =>
  parameters.length === 0 ? sql : sql.replace(/\$(\d+)/g, (_, place) => literal(parameters[Number(place) - 1]));

function literal(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number")
    throw new Error(`No literal is known for ${typeof value}`);
  return pg.escapeLiteral(String(value));
}

async function run(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
