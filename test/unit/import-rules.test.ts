import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as z from "zod";

const root = resolve(import.meta.dirname, "../..");

/** The import tables of docs/architecture.md and docs/tasks-service.md. A plant is one file with one line; `refused` ones must be reported, `permitted` ones must not. */
const table = [
  {
    folder: "src/domain",
    permitted: [`import { ok } from "./result.ts";`],
    refused: [
      `import * as z from "zod";`,
      `import type { KnownBlock } from "@slack/types";`,
      `import { readFileSync } from "node:fs";`,
      `import { buildView } from "../views/create-task.ts";`,
      `import { createTasks } from "../services/tasks.ts";`,
      `import { openStore } from "./../store/engine/open.ts";`,
      `import { openStore } from "../domain/../store/engine/open.ts";`,
      `export const store = await import("../domain/../store/engine/open.ts");`,
      `import { createLog } from "../log.ts";`,
      `export const answer = await import("../api/client.ts");`,
      `export type Client = import("../api/client.ts").Client;`,
      `export const now = new Date();`,
      `export const now = Date.now();`,
      `export const answer = fetch("http://127.0.0.1");`,
    ],
  },
  {
    folder: "src/views",
    permitted: [
      `import { ok } from "../domain/result.ts";`,
      `import type { View } from "@slack/types";`,
      `import type { ViewOutput } from "@slack/bolt";`,
      `export const at = (seconds: number) => new Date(seconds * 1000);`,
    ],
    refused: [
      `import { App } from "@slack/bolt";`,
      `import { type App } from "@slack/bolt";`,
      `export { App } from "@slack/bolt";`,
      `import { WebClient } from "@slack/web-api";`,
      `import { openStore } from "../store/engine/open.ts";`,
      `import { createClient } from "../api/client.ts";`,
      `import type { TasksGateway } from "../services/ports.ts";`,
      `import { readFileSync } from "node:fs";`,
      `export const now = new Date();`,
      `export const timer = setTimeout(() => undefined, 1);`,
    ],
  },
  {
    folder: "src/views/task-form",
    permitted: [
      `import { limits } from "../limits.ts";`,
      `import { escape } from "../text/escape.ts";`,
      `import { ok } from "../../domain/result.ts";`,
    ],
    refused: [
      `import { openStore } from "../../store/engine/open.ts";`,
      `import { createLog } from "../../log.ts";`,
      `import { readFileSync } from "node:fs";`,
      `import { App } from "@slack/bolt";`,
      `export const now = Date.now();`,
    ],
  },
  {
    folder: "src/services",
    permitted: [`import type { Task } from "../domain/task.ts";`, `import type { TasksGateway } from "./ports.ts";`],
    refused: [
      `import { App } from "@slack/bolt";`,
      `import { createClient } from "../api/client.ts";`,
      `import type { Database } from "../store/schema.ts";`,
      `import { buildView } from "../views/create-task.ts";`,
      `import { createMessenger } from "../slack/messenger.ts";`,
      `import { sql } from "kysely";`,
    ],
  },
  {
    folder: "src/api",
    permitted: [
      `import ky from "ky";`,
      `import * as z from "zod";`,
      `import { TasksApiError } from "../domain/tasks-api-error.ts";`,
    ],
    refused: [
      `import { openStore } from "../store/engine/open.ts";`,
      `import { openCreateTask } from "../handlers/create-task.ts";`,
      `import type { TasksGateway } from "../services/ports.ts";`,
      `import { createTasksService } from "../tasks-service/app.ts";`,
    ],
  },
  {
    folder: "src/pictures",
    permitted: [`import sharp from "sharp";`, `import { ok } from "../domain/result.ts";`],
    refused: [
      `import { readFile } from "node:fs/promises";`,
      `import ky from "ky";`,
      `import { createPictures } from "../services/labeling/pictures.ts";`,
      `import { createSlackFiles } from "../slack/files.ts";`,
    ],
  },
  {
    folder: "src/slack",
    permitted: [
      `import { WebClient } from "@slack/web-api";`,
      `import { request } from "node:http";`,
      `import { DeliveryError } from "../domain/delivery-error.ts";`,
    ],
    refused: [
      `import { openStore } from "../store/engine/open.ts";`,
      `import { createClient } from "../api/client.ts";`,
      `import type { PeopleDirectory } from "../services/ports.ts";`,
      `import { App } from "@slack/bolt";`,
    ],
  },
  {
    folder: "src/store",
    permitted: [
      `import { Kysely } from "kysely";`,
      `import Database from "libsql";`,
      `import pg from "pg";`,
      `import { mkdir } from "node:fs/promises";`,
      `import type { Draft } from "../domain/draft-record.ts";`,
    ],
    refused: [
      `import { createClient } from "../api/client.ts";`,
      `import type { DraftStore } from "../services/ports.ts";`,
      `import * as z from "zod";`,
      `import { env } from "node:process";`,
    ],
  },
  {
    folder: "src/store/engine",
    permitted: [`import { sql } from "kysely";`, `import { readFileSync } from "node:fs";`],
    refused: [
      `import type { Schema } from "../schema.ts";`,
      `import type { Task } from "../../domain/task.ts";`,
      `import { createClient } from "../../api/client.ts";`,
    ],
  },
  {
    folder: "src/store/transfer",
    permitted: [
      `import { sql } from "kysely";`,
      `import * as z from "zod";`,
      `import { openDatabase } from "../engine/open.ts";`,
    ],
    refused: [
      `import type { Schema } from "../schema.ts";`,
      `import { migrations } from "../migrations/migrations.ts";`,
    ],
  },
  {
    folder: "src/store/migrations",
    permitted: [`import { sql } from "kysely";`, `import type { Migration } from "../engine/migrate.ts";`],
    refused: [`import type { Schema } from "../schema.ts";`, `import { foldName } from "../../domain/fold-name.ts";`],
  },
  {
    folder: "src/store/labeling",
    permitted: [`import type { Schema } from "../schema.ts";`, `import { sql } from "kysely";`],
    refused: [
      `import { createClient } from "../../api/client.ts";`,
      `import { ports } from "../../services/ports.ts";`,
    ],
  },
  {
    folder: "src/handlers",
    permitted: [
      `import { buildView } from "../views/create-task.ts";`,
      `import { parseTaskDraft } from "../domain/draft.ts";`,
      `import type { TaskService } from "../services/tasks.ts";`,
      `import { App } from "@slack/bolt";`,
    ],
    refused: [
      `import { createTaskService } from "../services/tasks.ts";`,
      `export { createTaskService } from "../services/tasks.ts";`,
      `import { createClient } from "../api/client.ts";`,
      `import { openStore } from "../store/engine/open.ts";`,
      `import { createMessenger } from "../slack/messenger.ts";`,
      `import { createTasksService } from "../tasks-service/app.ts";`,
    ],
  },
  {
    folder: "src/handlers/shared",
    permitted: [
      `import { buildView } from "../../views/create-task.ts";`,
      `import { parseTaskDraft } from "../../domain/draft.ts";`,
      `import type { TaskService } from "../../services/tasks.ts";`,
    ],
    refused: [
      `import { createTaskService } from "../../services/tasks.ts";`,
      `export { createTaskService } from "../../services/tasks.ts";`,
      `import { openStore } from "../../store/engine/open.ts";`,
    ],
  },
  {
    folder: "src/notifications",
    permitted: [
      `import { buildMessage } from "../views/assignment.ts";`,
      `import type { OutboxEvent } from "../domain/events.ts";`,
    ],
    refused: [
      `import { openCreateTask } from "../handlers/create-task.ts";`,
      `import { createClient } from "../api/client.ts";`,
      `import { createOutbox } from "../store/outbox.ts";`,
      `import { createMessenger } from "../slack/messenger.ts";`,
    ],
  },
  {
    folder: "src/label-page",
    permitted: [
      `import { Hono } from "hono";`,
      `import { createHmac } from "node:crypto";`,
      `import type { Said } from "../domain/labeling/label.ts";`,
      `import type { Labeling } from "../services/labeling/labeling.ts";`,
    ],
    refused: [
      `import { createStore } from "../store/store.ts";`,
      `import { createTasksApi } from "../api/create-tasks-api.ts";`,
      `import { createMessenger } from "../slack/messenger.ts";`,
      `import { registerHandlers } from "../handlers/index.ts";`,
      `import { createTasksService } from "../tasks-service/create-tasks-service.ts";`,
      `import * as z from "zod";`,
      `import { env } from "node:process";`,
    ],
  },
  {
    folder: "src/label-page/client",
    permitted: [
      `import { render } from "preact";`,
      `import type { Requests } from "../protocol.ts";`,
      `import type { Said } from "../../domain/labeling/label.ts";`,
    ],
    refused: [
      `import { createHmac } from "node:crypto";`,
      `import { Hono } from "hono";`,
      `import type { Labeling } from "../../services/labeling/labeling.ts";`,
      `import { createStore } from "../../store/store.ts";`,
    ],
  },
  {
    folder: "src/label-page/client/stage",
    permitted: [
      `import { createImageAnnotator } from "@annotorious/annotorious";`,
      `import type { Requests } from "../../protocol.ts";`,
      `import type { Said } from "../../../domain/labeling/label.ts";`,
    ],
    refused: [
      `import { createHmac } from "node:crypto";`,
      `import type { Labeling } from "../../../services/labeling/labeling.ts";`,
      `import { Hono } from "hono";`,
    ],
  },
  {
    folder: "src/tasks-service",
    permitted: [
      `import { Hono } from "hono";`,
      `import { streamSSE } from "hono/streaming";`,
      `import { openDatabase } from "../store/engine/open.ts";`,
      `import { migrate } from "../store/engine/migrate.ts";`,
      `import * as z from "zod";`,
      `import { randomUUID } from "node:crypto";`,
    ],
    refused: [
      `import type { Task } from "../domain/task.ts";`,
      `import { createClient } from "../api/client.ts";`,
      `import { createOutbox } from "../store/outbox.ts";`,
      `import { serve } from "@hono/node-server";`,
    ],
  },
  {
    folder: "src/tasks-service/protocol",
    permitted: [`import { toJson } from "./json.ts";`],
    refused: [
      `import { first } from "../rules/first-repeated.ts";`,
      `import * as z from "zod";`,
      `import type { Task } from "../../domain/task.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/rules",
    permitted: [`import { isObject } from "../protocol/json.ts";`, `import * as z from "zod";`],
    refused: [
      `import type { TaskRow } from "../tables/schema.ts";`,
      `import { routes } from "../protocol/../routes/routes.ts";`,
      `import { sql } from "kysely";`,
      `import { readFileSync } from "node:fs";`,
      `import { openDatabase } from "../../store/engine/open.ts";`,
      `import type { Task } from "../../domain/task.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/rules/agreement",
    permitted: [
      `import { isObject } from "../../protocol/json.ts";`,
      `import { areAlike } from "../shapes/alike.ts";`,
      `import * as z from "zod";`,
    ],
    refused: [
      `import type { TaskRow } from "../../tables/schema.ts";`,
      `import { routes } from "../../protocol/../routes/routes.ts";`,
      `import { sql } from "kysely";`,
      `import { readFileSync } from "node:fs";`,
      `import { openDatabase } from "../../../store/engine/open.ts";`,
      `import type { Task } from "../../../domain/task.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/threads",
    permitted: [
      `import { ApiError } from "../protocol/api-error.ts";`,
      `import { Worker } from "node:worker_threads";`,
    ],
    refused: [
      `import { areAlike } from "../rules/alike.ts";`,
      `import { connectTasksStore } from "../tables/store.ts";`,
      `import { pid } from "node:process";`,
    ],
  },
  {
    folder: "src/tasks-service/tables",
    permitted: [
      `import { areAlike } from "../rules/alike.ts";`,
      `import { openDatabase } from "../../store/engine/open.ts";`,
      `import { sql } from "kysely";`,
    ],
    refused: [
      `import type { WorkTask } from "../work/work-task.ts";`,
      `import type { Service } from "../http/service.ts";`,
      `import { createOutbox } from "../../store/outbox.ts";`,
      `import type { Task } from "../../domain/task.ts";`,
      `import { pid } from "node:process";`,
    ],
  },
  {
    folder: "src/tasks-service/tables/migrations",
    permitted: [`import { sql } from "kysely";`, `import type { Migration } from "../../../store/engine/migrate.ts";`],
    refused: [`import { hashKey } from "../keys.ts";`, `import { isObject } from "../../protocol/json.ts";`],
  },
  {
    folder: "src/tasks-service/questions",
    permitted: [
      `import { openThread } from "../threads/open-thread.ts";`,
      `import type { DatabaseTarget } from "../../store/engine/open.ts";`,
    ],
    refused: [
      `import type { WorkTask } from "../work/work-task.ts";`,
      `import { submitLabels } from "../labeling/submit-labels.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/work",
    permitted: [
      `import type { TaskRow } from "../tables/schema.ts";`,
      `import type { Answers } from "../questions/answers.ts";`,
    ],
    refused: [
      `import { openThread } from "../threads/open-thread.ts";`,
      `import { beginAdaptation } from "../adaptation/adapt.ts";`,
      `import { submitLabels } from "../labeling/submit-labels.ts";`,
      `import { openDatabase } from "../../store/engine/open.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/adaptation",
    permitted: [`import type { WorkTask } from "../work/work-task.ts";`, `import { sql } from "kysely";`],
    refused: [
      `import { createBackground } from "../background/background.ts";`,
      `import { submitLabels } from "../labeling/submit-labels.ts";`,
      `import { prepareTask } from "../tasks/prepare-task.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/labeling",
    permitted: [
      `import type { WorkTask } from "../work/work-task.ts";`,
      `import { beginAdaptation } from "../adaptation/adapt.ts";`,
    ],
    refused: [
      `import { prepareTask } from "../tasks/prepare-task.ts";`,
      `import type { Service } from "../http/service.ts";`,
      `import { analyse } from "chardet";`,
    ],
  },
  {
    folder: "src/tasks-service/tasks",
    permitted: [`import { beginAdaptation } from "../adaptation/adapt.ts";`],
    refused: [
      `import { submitLabels } from "../labeling/submit-labels.ts";`,
      `import type { Service } from "../http/service.ts";`,
      `import { createBackground } from "../background/background.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/agreement",
    permitted: [
      `import { openThread } from "../threads/open-thread.ts";`,
      `import type { DatabaseTarget } from "../../store/engine/open.ts";`,
    ],
    refused: [
      `import type { Service } from "../http/service.ts";`,
      `import { prepareTask } from "../tasks/prepare-task.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/background",
    permitted: [
      `import { adaptNext } from "../adaptation/adapt.ts";`,
      `import type { DatabaseTarget } from "../../store/engine/open.ts";`,
    ],
    refused: [
      `import type { Service } from "../http/service.ts";`,
      `import { createMeasurer } from "../agreement/measurer.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/http",
    permitted: [`import type { Background } from "../background/background.ts";`, `import { Hono } from "hono";`],
    refused: [
      `import { routes } from "../routes/routes.ts";`,
      `import { prepareTask } from "../tasks/prepare-task.ts";`,
      `import { serve } from "@hono/node-server";`,
    ],
  },
  {
    folder: "src/tasks-service/routes",
    permitted: [
      `import { submitLabels } from "../labeling/submit-labels.ts";`,
      `import type { AppRoute } from "../http/route.ts";`,
      `import { loadSharp } from "../../pictures/load-sharp.ts";`,
    ],
    refused: [
      `import { drawMarks } from "../../pictures/draw-marks.ts";`,
      `import { createTasksService } from "../create-tasks-service.ts";`,
      `import { runImport } from "../import/run-import.ts";`,
      `import type { Task } from "../../domain/task.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/large-requests",
    permitted: [
      `import { routes } from "../routes/routes.ts";`,
      `import type { DatabaseTarget } from "../../store/engine/open.ts";`,
    ],
    refused: [
      `import { createTasksService } from "../create-tasks-service.ts";`,
      `import { submitLabels } from "../labeling/submit-labels.ts";`,
    ],
  },
  {
    folder: "src/tasks-service/import",
    permitted: [
      `import { analyse } from "chardet";`,
      `import { parse } from "lossless-json";`,
      `import { readMessage } from "../protocol/read-message.ts";`,
    ],
    refused: [
      `import type { TaskRow } from "../tables/schema.ts";`,
      `import type { Task } from "../../domain/task.ts";`,
      `import { createClient } from "../../api/client.ts";`,
      `import { parse } from "yaml";`,
    ],
  },
  {
    folder: "src/tasks-service/a-new-folder",
    permitted: [`import { own } from "./own.ts";`],
    refused: [`import { isObject } from "../protocol/json.ts";`],
  },
  {
    folder: "src/a-new-folder",
    permitted: [`import { own } from "./own.ts";`],
    refused: [`import { ok } from "../domain/result.ts";`],
  },
  {
    folder: "src",
    permitted: [
      `import { createClient } from "./api/client.ts";`,
      `import { openStore } from "./store/engine/open.ts";`,
      `import { App } from "@slack/bolt";`,
    ],
    refused: [
      `import { startSandbox } from "../sandbox/start.ts";`,
      `import { fixture } from "../test/support/fixture.ts";`,
      `import { load } from "../bench/load.ts";`,
      `export const port = process.env["PORT"];`,
      `import { env } from "node:process";`,
    ],
  },
  {
    folder: "src/app",
    permitted: [
      `import { createStore } from "../store/store.ts";`,
      `import { createLabeling } from "../services/labeling/labeling.ts";`,
      `import { createTasksService } from "../tasks-service/create-tasks-service.ts";`,
      `import { randomUUID } from "node:crypto";`,
    ],
    refused: [
      `import type { Config } from "../config.ts";`,
      `import { createApp } from "../app.ts";`,
      `import { startSandbox } from "../../sandbox/start.ts";`,
      `import { fixture } from "../../test/support/fixture.ts";`,
      `import { env } from "node:process";`,
      `export const port = process.env["PORT"];`,
    ],
  },
  {
    folder: "src/config",
    permitted: [`import { httpUrl } from "./reader.ts";`, `import * as z from "zod";`],
    refused: [
      `import type { Config } from "../config.ts";`,
      `import type { Log } from "../domain/log.ts";`,
      `import { env } from "node:process";`,
      `export const port = process.env["PORT"];`,
    ],
  },
  {
    folder: "src/telemetry",
    permitted: [
      `import type { Watch } from "../domain/watch.ts";`,
      `import { Registry } from "prom-client";`,
      `import { trace } from "@opentelemetry/api";`,
      `import { createServer } from "node:http";`,
    ],
    refused: [
      `import { createStore } from "../store/store.ts";`,
      `import type { Config } from "../config.ts";`,
      `import { createBolt } from "../http/create-bolt.ts";`,
      `import { env } from "node:process";`,
    ],
  },
  {
    folder: "src/http",
    permitted: [
      `import type { Log } from "../domain/log.ts";`,
      `import { createSlackLogger } from "../slack/slack-log.ts";`,
      `import { App } from "@slack/bolt";`,
      `import { createServer } from "node:http";`,
      `import * as z from "zod";`,
    ],
    refused: [
      `import { registerHandlers } from "../handlers/index.ts";`,
      `import { createLabelPage } from "../label-page/create-label-page.ts";`,
      `import { openStore } from "../store/engine/open.ts";`,
      `import { createLabeling } from "../services/labeling/labeling.ts";`,
      `import type { Config } from "../config.ts";`,
      `import { sql } from "kysely";`,
      `import { env } from "node:process";`,
    ],
  },
  {
    folder: "src/cli",
    permitted: [
      `import { createApp } from "../app.ts";`,
      `export const port = process.env["PORT"];`,
      `import { env } from "node:process";`,
    ],
    refused: [`import { startSandbox } from "../../sandbox/start.ts";`],
  },
  {
    folder: "sandbox",
    permitted: [`import { createApp } from "../src/app.ts";`],
    refused: [`import { limits } from "../src/views/limits.ts";`],
  },
] as const;

const plants = table.flatMap(({ folder, permitted, refused }) => [
  ...refused.map((line, index) => ({ path: `${folder}/refused-${index}.ts`, line, expected: "reported" })),
  ...permitted.map((line, index) => ({ path: `${folder}/permitted-${index}.ts`, line, expected: "silent" })),
]);

const Report = z.object({
  diagnostics: z.array(z.object({ location: z.object({ path: z.string() }), code: z.object({ value: z.string() }) })),
});

/** The rules that make up the table; "plugin" stands for the patterns in lint/. */
const importRules = new Set(["lint/style/noRestrictedImports", "lint/style/noRestrictedGlobals", "plugin"]);

/** The files of `directory` about which the linter complains, by the repository's own biome.json. */
async function lint(directory: string): Promise<ReadonlySet<string>> {
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const output = await new Promise<string>((done, fail) => {
    const options = { cwd: directory, maxBuffer: 16 * 1024 * 1024 };
    const args = [biome, "lint", "--reporter=rdjson", "--max-diagnostics=none"];
    execFile(process.execPath, args, options, (error, stdout) =>
      stdout === "" ? fail(error ?? new Error("The linter wrote nothing")) : done(stdout),
    );
  });
  const report = Report.parse(JSON.parse(output));
  const found = report.diagnostics.filter(({ code }) => importRules.has(code.value));
  return new Set(found.map(({ location }) => location.path));
}

describe("the import table", () => {
  let copy: string;
  let reported: ReadonlySet<string>;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), "labeldesk-import-rules-"));
    for (const file of ["biome.json", ".gitignore", "lint"])
      await cp(join(root, file), join(copy, file), { recursive: true });
    for (const { path, line } of plants) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), `${line}\n`);
    }
    await writeFile(join(copy, "src/main.ts"), "process.exitCode = 1;\n");
    reported = await lint(copy);
  });

  afterAll(async () => {
    await rm(copy, { recursive: true, force: true });
  });

  test.each(plants)("$path ($line) is $expected", ({ path, expected }) => {
    expect(reported.has(path)).toBe(expected === "reported");
  });

  test("lets the process edge touch the process", () => {
    expect(reported.has("src/main.ts")).toBe(false);
  });

  test.each(["src", "src/tasks-service"])("has a row for every folder of %s", async (parent) => {
    const entries = await readdir(join(root, parent), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `${parent}/${entry.name}`);

    expect(table.map(({ folder }) => folder)).toEqual(expect.arrayContaining(folders));
  });
});
