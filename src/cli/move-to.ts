import { type Environment, readDatabaseConfig } from "../config.ts";
import { readItems } from "../store/transfer/read-items.ts";
import { type Part, withScopes } from "../store/transfer/scope.ts";
import { existing, migrated, transfer } from "../store/transfer/transfer.ts";
import { databasesOf, placeOf } from "./databases.ts";
import { createProgress } from "./progress.ts";
import { runCommand, UsageError } from "./run-command.ts";
import { inWords } from "./transfer-words.ts";

await runCommand({
  help: `Usage: MOVE_TO_URL=postgres://… npm run move-to

Copies all that Labeldesk and the local tasks service keep in DATA_DIR to a PostgreSQL, whose address is in the environment: arguments show
in the list of processes. Stop Labeldesk meanwhile: what it would still write would stay behind. The database is to hold nothing of
Labeldesk. Every row is compared, and where anything fails PostgreSQL is as empty as before. What is in DATA_DIR stays as it is.
`,
  failed: "Nothing was moved",
  async run(args, env) {
    if (args.length > 0) throw new UsageError("it takes no arguments; MOVE_TO_URL says where to");
    const { from, to } = readSides(env);
    const progress = createProgress();
    const moved = await withScopes(await existing(from), "have alone", async (all) => {
      const sources = await migrated(all);
      if (sources.length === 0) throw new Error("there is no database in DATA_DIR");
      const targets = to.filter(({ name }) => sources.some(({ part }) => part.name === name));
      await transfer(targets, () => readItems(sources), { replace: false, onProgress: progress.tell });
      return targets;
    }).catch(inWords("Name a database that holds nothing of Labeldesk."));
    progress.end();
    process.stdout.write(
      `${progress.count()} rows are in ${moved.map(placeOf).join(" and ")}, compared one by one.\nSet DATABASE_URL to that address and start Labeldesk. What is in DATA_DIR is as it was, and is used no more.\n`,
    );
    return 0;
  },
});

function readSides(env: Environment): { from: readonly Part[]; to: readonly Part[] } {
  const from = readDatabaseConfig(env);
  if (from.kind === "postgres")
    throw new Error(
      "DATABASE_URL is set, so that the state is on PostgreSQL already. Leave it out to move what is in DATA_DIR",
    );
  const url = env["MOVE_TO_URL"]?.trim() ?? "";
  if (!/^postgres(ql)?:/.test(url) || !URL.canParse(url))
    throw new UsageError("MOVE_TO_URL must be an address that begins with postgres:// or postgresql://");
  return { from: databasesOf(from), to: databasesOf({ kind: "postgres", url }) };
}
