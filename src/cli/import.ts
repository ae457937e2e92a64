import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { loadEnvFile } from "../load-env-file.ts";
import { createLog } from "../log.ts";
import { readTasksServiceConfig } from "../tasks-service/config.ts";
import { createTasksService } from "../tasks-service/create-tasks-service.ts";
import { runImport, type Send } from "../tasks-service/import/run-import.ts";

const HELP = `Usage: npm run import -- [--app ID] [--user ID] [--dataset ID] PATH…

Makes inputs of the local tasks service of folders of images, .csv and .jsonl files.
Columns or fields: url, text or file (an image beside the list), and optionally id; all others become metadata.
--app and --user default to TASKS_SERVICE_APP and TASKS_SERVICE_USER. For a Slack workspace: --user labeldesk --app its team id.
An import that was stopped can be run again: what is there already is skipped.
`;

/** Imports into the local tasks service, through its own interface and in this process. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      app: { type: "string" },
      user: { type: "string" },
      dataset: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true || positionals.length === 0) {
    process.stdout.write(HELP);
    process.exitCode = values.help === true ? 0 : 1;
    return;
  }
  loadEnvFile(process);
  const read = readTasksServiceConfig(process.env);
  if ("problems" in read) throw new Error(read.problems.join(" "));
  const user = values.user ?? read.config.user;
  const app = values.app ?? read.config.app;
  const service = await createTasksService({
    database: read.config.database,
    now: () => new Date(),
    newId: randomUUID,
    log: createLog({ level: "error" }),
  });
  try {
    await service.ensureApp(user, app);
    const { key } = await service.ensureOwner(user);
    const send: Send = async (method, path, body) => {
      const url = `http://localhost/v2/users/${encodeURIComponent(user)}/apps/${encodeURIComponent(app)}${path}`;
      const init = { method, headers: { Authorization: `Key ${key}` } };
      const request = new Request(url, method === "GET" ? init : { ...init, body: JSON.stringify(body) });
      const response = await service.fetch(request);
      return { httpStatus: response.status, body: await response.json() };
    };
    const result = await runImport({
      paths: positionals,
      send,
      onProgress: drawProgress,
      ...(values.dataset !== undefined && { dataset: values.dataset }),
    });
    if (process.stderr.isTTY) process.stderr.write("\n");
    process.stdout.write(`${result.added} added, ${result.duplicates} there already, ${result.bad.length} bad\n`);
    for (const { where, reason } of result.bad) process.stderr.write(`${where} ${reason}\n`);
    if (result.bad.length > 0) process.exitCode = 1;
  } finally {
    await service.close();
  }
}

const BAR_WIDTH = 30;

/** One line that is drawn over itself; nothing where nobody looks. */
function drawProgress({ read, total, rows }: { read: number; total: number; rows: number }): void {
  if (!process.stderr.isTTY) return;
  const part = total === 0 ? 1 : read / total;
  const filled = Math.round(part * BAR_WIDTH);
  const bar = "▓".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  process.stderr.write(`\r${bar} ${Math.floor(part * 100)} % · ${rows} rows`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The import stopped: ${error instanceof Error ? error.message : String(error)}\nRun it again to go on.\n`,
  );
  process.exitCode = 1;
});
