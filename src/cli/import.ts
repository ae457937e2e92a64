import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { loadEnvFile } from "../load-env-file.ts";
import { createLog } from "../log.ts";
import { readTasksServiceConfig } from "../tasks-service/config.ts";
import { createTasksService } from "../tasks-service/create-tasks-service.ts";
import { type ImportResult, runImport } from "../tasks-service/import/run-import.ts";
import type { Send } from "../tasks-service/import/service-answers.ts";
import { isEncoding } from "../tasks-service/import/text-encoding.ts";

const HELP = `Usage: npm run import -- [--app ID] [--user ID] [--dataset ID] [--encoding NAME] [--replace] PATH…

Makes inputs of the local tasks service of folders of images, videos and sounds, of .csv, .tsv and .jsonl files.
Columns or fields: url, text or file (an image, video or sound beside the list), and optionally id, metadata and dataset_ids;
all others become metadata. A line of JSON may also be a whole input, as GET /inputs gives it.
--app and --user default to TASKS_SERVICE_APP and TASKS_SERVICE_USER. For a Slack workspace: --user labeldesk --app its team id.
--dataset puts every input into this dataset too.
--encoding says what lists are written in that are not UTF-8, e.g. windows-1252 or shift_jis.
--replace takes rows whose id another content has instead of that content; else they are bad.
An import that was stopped can be run again: what is there already is skipped.
`;

/** What a shell expects of a command that was stopped by Ctrl-C or by a request to end: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Imports into the local tasks service, through its own interface and in this process. */
async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help === true || positionals.length === 0) {
    process.stdout.write(HELP);
    process.exitCode = values.help === true ? 0 : 1;
    return;
  }
  loadEnvFile(process);
  const config = readTasksServiceConfig(process.env);
  const user = values.user ?? config.user;
  const app = values.app ?? config.app;
  const service = await createTasksService({
    database: config.database,
    now: () => new Date(),
    newId: randomUUID,
    log: createLog({ level: "error" }),
  });
  try {
    await service.ensureApp(user, app);
    const { key } = await service.ensureOwner(user);
    const send: Send = async (method, path, body, { isMinimal } = { isMinimal: false }) => {
      const url = `http://localhost/v2/users/${encodeURIComponent(user)}/apps/${encodeURIComponent(app)}${path}`;
      const headers = { Authorization: `Key ${key}`, ...(isMinimal && { Prefer: "return=minimal" }) };
      const init = { method, headers };
      const request = new Request(url, method === "GET" ? init : { ...init, body: JSON.stringify(body) });
      const response = await service.fetch(request);
      return { httpStatus: response.status, body: await response.json() };
    };
    const stop = stopOnSignals();
    const result = await runImport({
      paths: positionals,
      send,
      replace: values.replace === true,
      signal: stop.signal,
      onBad: (where, reason) => tell(`${where} ${reason}`),
      onPassedOver: (path, why) => tell(`${path} ${why} and was passed over`),
      onProgress: drawProgress,
      ...(values.dataset !== undefined && { dataset: values.dataset }),
      ...(values.encoding !== undefined && { encoding: values.encoding }),
    });
    if (process.stderr.isTTY) process.stderr.write("\n");
    process.stdout.write(`${summaryOf(result, values.replace === true)}\n`);
    if (stop.signal.aborted) process.stderr.write("Stopped before the end. Run it again to go on.\n");
    process.exitCode = stop.exitCode() ?? (result.bad > 0 ? 1 : 0);
  } finally {
    await service.close();
  }
}

function readArguments() {
  const read = parseArgs({
    allowPositionals: true,
    options: {
      app: { type: "string" },
      user: { type: "string" },
      dataset: { type: "string" },
      encoding: { type: "string" },
      replace: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const { encoding } = read.values;
  if (encoding !== undefined && !isEncoding(encoding))
    throw new Error(`there is no encoding "${encoding}"; names are such as utf-16le, windows-1252 or shift_jis.`);
  return read;
}

/** The first Ctrl-C, or request to end, lets the batch end that is being written; the second ends the process. */
function stopOnSignals(): { signal: AbortSignal; exitCode: () => number | undefined } {
  const stop = new AbortController();
  let code: number | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      code ??= EXIT_CODES[name];
      stop.abort();
    });
  }
  return { signal: stop.signal, exitCode: () => code };
}

const summaryOf = ({ added, replaced, duplicates, bad }: ImportResult, isReplacing: boolean): string =>
  `${added} added, ${isReplacing ? `${replaced} replaced, ` : ""}${duplicates} there already, ${bad} bad`;

/** A line of its own, whatever the progress has drawn. Names and cells may hold what a terminal would obey. */
function tell(line: string): void {
  const clear = process.stderr.isTTY ? "\r\x1b[K" : "";
  process.stderr.write(`${clear}${line.replaceAll(/\p{Cc}/gu, "\uFFFD")}\n`);
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
    `The import stopped: ${error instanceof Error ? error.message : String(error)}\nWhat was added stays. Once this is mended, run it again to go on.\n`,
  );
  process.exitCode = 1;
});
