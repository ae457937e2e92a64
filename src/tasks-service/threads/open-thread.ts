import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type ResourceLimits, Worker } from "node:worker_threads";

/** What a thread is handed, and how much memory it may take: without a limit it lets garbage pile up before it collects. */
export type ThreadOptions = { readonly workerData: unknown; readonly resourceLimits: ResourceLimits };

/** How threads are opened. `code` names the thread's TypeScript file in `src`. */
export type OpenThread = (code: URL, options: ThreadOptions) => Worker;

/** Opens a thread. `code` names its TypeScript file; when built, that stands there as JavaScript, and in development tsx translates it. */
export const openThread: OpenThread = (code, { workerData, resourceLimits }) => {
  const options = { workerData, resourceLimits, execArgv: [] };
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL(code.href.replace(/\.ts$/, ".js")), options);
  // The thread's own code has no place to resolve from, and `require` finds the CommonJS twin, which cannot register itself.
  const twin = createRequire(import.meta.url).resolve("tsx/esm/api");
  const tsx = pathToFileURL(twin.replace(/\.cjs$/, ".mjs")).href;
  const start = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(code.href)}); });`;
  return new Worker(start, { ...options, eval: true });
};
