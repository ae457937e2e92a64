import { readDatabaseConfig } from "../config.ts";
import { BackupFileError, checkBackup, readBackup } from "../store/transfer/backup-file.ts";
import { transfer } from "../store/transfer/transfer.ts";
import { databasesOf, placeOf } from "./databases.ts";
import { createProgress } from "./progress.ts";
import { runCommand, UsageError } from "./run-command.ts";
import { inWords } from "./transfer-words.ts";

await runCommand({
  help: `Usage: npm run restore -- [--replace] FILE

Puts a backup into the database that DATA_DIR or DATABASE_URL names, whichever engine it was made on, and compares it row by row. Stop
Labeldesk meanwhile. The database is to be empty; --replace removes what is in it. Where anything fails, all is as it was before.
`,
  failed: "Nothing was restored",
  async run(args, env) {
    const { file, replace } = readArguments(args);
    const {
      madeAt,
      parts: inFile,
      rows,
    } = await checkBackup(file).catch((error: unknown) => {
      throw error instanceof BackupFileError
        ? new Error(`${file} cannot be used. ${error.message}`, { cause: error })
        : error;
    });
    const all = databasesOf(readDatabaseConfig(env));
    const parts = all.filter(({ name }) => inFile.includes(name));
    const progress = createProgress(rows);
    await transfer(parts, () => readBackup(file), { replace, onProgress: progress.tell }).catch(
      inWords("Restore into an empty one, or add --replace to remove what is in it."),
    );
    progress.end();
    process.stdout.write(
      `${rows} rows of the backup of ${madeAt} are in ${parts.map(placeOf).join(" and ")}, compared one by one\n`,
    );
    for (const part of all.filter((each) => !parts.includes(each)))
      process.stdout.write(`The backup has nothing for ${placeOf(part)}: it is as it was\n`);
    return 0;
  },
});

function readArguments(args: readonly string[]): { file: string; replace: boolean } {
  const [file, ...others] = args.filter((arg) => arg !== "--replace");
  if (file === undefined || file.startsWith("-") || others.length > 0)
    throw new UsageError("name one file to be restored");
  return { file, replace: args.includes("--replace") };
}
