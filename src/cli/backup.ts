import { readDatabaseConfig } from "../config.ts";
import { checkBackup, writeBackup } from "../store/transfer/backup-file.ts";
import { readItems } from "../store/transfer/read-items.ts";
import { withScopes } from "../store/transfer/scope.ts";
import { existing, migrated } from "../store/transfer/transfer.ts";
import { databasesOf, placeOf } from "./databases.ts";
import { runCommand, UsageError } from "./run-command.ts";

await runCommand({
  help: `Usage: npm run backup -- FILE

Writes all that Labeldesk and the local tasks service keep into FILE, as it is at one moment; they may run meanwhile.
It is made for its owner alone (mode 0600): it holds what people have written, and secrets, which ENCRYPTION_KEY alone opens. That key is
not in it. A file that is there is never overwritten.
`,
  failed: "There is no backup",
  async run(args, env) {
    const [file, ...others] = args;
    if (file === undefined || file.startsWith("-") || others.length > 0)
      throw new UsageError("name one file to be written");
    const parts = await existing(databasesOf(readDatabaseConfig(env)));
    const stop = new AbortController();
    for (const name of ["SIGINT", "SIGTERM"] as const)
      process.once(name, () => stop.abort(new Error("it was stopped, and what there was of it is deleted")));
    const places = await withScopes(parts, "look", async (all) => {
      const scopes = await migrated(all);
      if (scopes.length === 0) throw new Error("there is no database yet; DATA_DIR or DATABASE_URL says where it is");
      await writeBackup(file, readItems(scopes), { madeAt: new Date(), signal: stop.signal });
      return scopes.map(({ part }) => placeOf(part));
    }).catch((error: unknown) => {
      const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
      throw isThere ? new Error(`${file} is there already, and is not overwritten`, { cause: error }) : error;
    });
    const { rows } = await checkBackup(file);
    process.stdout.write(`${file} holds ${rows} rows of ${places.join(" and ")}, and was read back\n`);
    return 0;
  },
});
