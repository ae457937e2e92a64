import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { OpenThread } from "../../src/tasks-service/threads/open-thread.ts";

const root = resolve(import.meta.dirname, "../..");

/** The JavaScript that global-setup.js has made of a TypeScript file, for what runs in a process or a thread of its own. */
export function builtOf(file: string): string {
  const built = process.env["LABELDESK_BUILT"];
  if (built === undefined) throw new Error("global-setup.js has not run");
  return join(
    built,
    fileURLToPath(new URL(file, `file://${root}/`))
      .slice(root.length)
      .replace(/\.ts$/, ".js"),
  );
}

/** Opens threads of the tasks service eight times as fast as from its TypeScript. */
export const openBuiltThread: OpenThread = (code, options) =>
  new Worker(builtOf(code.href), { ...options, execArgv: [] });
