import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { BEGUN_BEFORE_MS, beginWork } from "./life/begin-work.ts";
import { createPastClock } from "./life/create-past-clock.ts";
import { SimulatedWorkers } from "./life/simulated-workers.ts";
import { buildPage } from "./page/build.ts";
import { createPageServer } from "./server/create-page-server.ts";
import { startWorkspace } from "./workspace/start-workspace.ts";

/** The port of the page where nothing else is asked for; a free one if it is taken. */
const DEFAULT_PORT = 4200;
const HOST = "127.0.0.1";

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

let server: Server;

const asked = process.env["SANDBOX_PORT"];
if (asked !== undefined && !/^\d{1,5}$/.test(asked)) {
  process.stderr.write("SANDBOX_PORT must be a port number, e.g. 4200.\n");
  process.exit(1);
}

// A directory for each run: two sandboxes side by side do not meet.
const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-sandbox-"));
const page = buildPage();
const clock = createPastClock(BEGUN_BEFORE_MS);
const workspace = await startWorkspace({
  dataDir,
  tasksNow: clock.now,
  env: { LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn" },
});
await beginWork(workspace, clock).catch((error: unknown) => {
  // An empty sandbox is one to try things in, too.
  clock.catchUp();
  process.stderr.write(`The example tasks could not all be made: ${String(error)}\n`);
});
const { fetch } = createPageServer(workspace.slack, () => page, new SimulatedWorkers(workspace.slack));
const port = await listen(asked === undefined ? DEFAULT_PORT : Number(asked), asked === undefined);
await page;

const seconds = process.uptime().toFixed(1);
const megabytes = Math.round(process.memoryUsage.rss() / 1_048_576);
say(`Labeldesk sandbox: http://localhost:${port}`);
say(`Ready after ${seconds} s, ${megabytes} MB. Nothing leaves this machine. Ctrl+C ends it.`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());

/** Listens on the port; on a free one where it is taken and nobody asked for it. */
async function listen(wanted: number, mayMove: boolean): Promise<number> {
  try {
    return await new Promise<number>((resolve, reject) => {
      server = serve({ fetch, port: wanted, hostname: HOST }, (info) => resolve(info.port)) as Server;
      server.once("error", reject);
    });
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (isTaken && mayMove) return listen(0, false);
    process.stderr.write(
      isTaken ? `Port ${wanted} is taken: set SANDBOX_PORT to another one.\n` : `${String(error)}\n`,
    );
    await stop();
    process.exit(1);
  }
}

/** A second signal ends the process at once. */
async function end(): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
  await stop();
}

async function stop(): Promise<void> {
  await workspace.stop();
  await rm(dataDir, { recursive: true, force: true });
}
