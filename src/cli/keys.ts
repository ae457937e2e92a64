import { loadEnvFile } from "../load-env-file.ts";
import { readTasksServiceConfig } from "../tasks-service/config.ts";
import { KEYS_HELP, KeysUsageError, manageKeys } from "../tasks-service/manage-keys.ts";
import { openTasksStore } from "../tasks-service/tables/store.ts";

/** `npm run tasks-service -- keys …`: the keys of the local tasks service, whether it runs or not. */
export async function runKeys(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(KEYS_HELP);
    return;
  }
  loadEnvFile(process);
  const { database, user: owner } = readTasksServiceConfig(process.env);
  const store = await openTasksStore(database);
  try {
    process.stdout.write(await manageKeys(args, { store, owner, now: new Date() }));
  } catch (error) {
    if (!(error instanceof KeysUsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${KEYS_HELP}`);
    process.exitCode = 1;
  } finally {
    await store.close();
  }
}
