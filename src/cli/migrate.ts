import { readDatabaseConfig } from "../config.ts";
import { databaseExists } from "../store/engine/database-exists.ts";
import { type Applied, listApplied } from "../store/engine/list-applied.ts";
import { migrate, NewerDatabaseError } from "../store/engine/migrate.ts";
import { openDatabase } from "../store/engine/open.ts";
import type { Part } from "../store/transfer/scope.ts";
import { databasesOf, placeOf } from "./databases.ts";
import { runCommand, UsageError } from "./run-command.ts";

/** What `status` answers where migrations wait. */
const WAITING = 2;

await runCommand({
  help: `Usage: npm run migrate [-- status]

Brings the tables of Labeldesk, and of the local tasks service, to this version. Every start does so too; replicas may start meanwhile.
status says which migrations a database has and which wait for it, and changes nothing.

Exit code: 0, all are applied · ${WAITING}, some wait (status alone) · 1, the database cannot be reached, or is of a newer version.
`,
  failed: "The migrations cannot be run",
  async run(args, env) {
    const [verb, ...others] = args;
    if (others.length > 0 || (verb !== undefined && verb !== "status"))
      throw new UsageError(`there is no "${args.join(" ")}"`);
    const parts = databasesOf(readDatabaseConfig(env));
    if (verb === undefined) {
      for (const part of parts) await apply(part);
      return 0;
    }
    const codes: number[] = [];
    for (const part of parts) codes.push(await tellStatus(part));
    return codes.includes(1) ? 1 : Math.max(...codes);
  },
});

async function apply(part: Part): Promise<void> {
  const database = openDatabase<unknown>(part.target);
  try {
    const applied = await migrate(database, part.migrations);
    const what = applied.length === 0 ? "nothing to apply" : `applied ${applied.join(", ")}`;
    process.stdout.write(`${placeOf(part)}: ${what}; version ${part.migrations.length}\n`);
  } finally {
    await database.close();
  }
}

/** Gives the exit code for this database. */
async function tellStatus(part: Part): Promise<number> {
  const applied = (await databaseExists(part.target)) ? await readApplied(part) : [];
  const { migrations } = part;
  const lines = [
    `${placeOf(part)}: version ${applied.length} of ${migrations.length}`,
    ...applied.map(({ version, name, appliedAt }) => `  ${version}  applied ${appliedAt}  ${name}`),
    ...migrations.slice(applied.length).map(({ version, name }) => `  ${version}  waits  ${name}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n\n`);
  if (applied.length > migrations.length) {
    process.stderr.write(`${new NewerDatabaseError(applied.length, migrations.length).message}\n`);
    return 1;
  }
  return applied.length < migrations.length ? WAITING : 0;
}

async function readApplied({ target }: Part): Promise<readonly Applied[]> {
  const { db, engine, close } = openDatabase<unknown>(target);
  try {
    return await listApplied(db, engine);
  } finally {
    await close();
  }
}
