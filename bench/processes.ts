import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process of the benchmark that serves HTTP on loopback; `metricsUrl` where it was asked to tell of itself. */
export type Server = { readonly process: ChildProcess; readonly url: string; readonly metricsUrl?: string };

/** What is loaded before the process' own code, and told to it. */
type Loaded = { readonly preload?: string; readonly env?: Readonly<Record<string, string>> };

const here = (file: string): string => new URL(`./${file}`, import.meta.url).href;
const importOf = ({ preload }: Loaded): string[] => (preload === undefined ? [] : ["--import", here(preload)]);

/**
 * Starts a process, with its CPU profile in the directory `profile` when it ends; resolves when a JSON line of its output says on
 * which `port` it listens. Rejects when it ends before.
 */
export async function startServer(
  file: string,
  env: Readonly<Record<string, string>>,
  { profile, ...loaded }: { profile?: string | undefined } & Loaded = {},
): Promise<Server> {
  const execArgv = ["--import", here("answers-usage.js"), ...importOf(loaded)];
  if (profile !== undefined) execArgv.push("--cpu-prof", `--cpu-prof-dir=${profile}`);
  const child = fork(file, {
    execArgv,
    env: { ...process.env, ...env, ...loaded.env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (!child.stdout) throw new Error("a server of the benchmark has no output");
  const lines = createInterface(child.stdout);
  let metricsPort: number | undefined;
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it listened`)));
    lines.on("line", (line) => {
      const said: { port?: number; metricsPort?: number } = line.startsWith("{") ? JSON.parse(line) : {};
      metricsPort ??= said.metricsPort;
      if (said.port !== undefined) resolve(said.port);
    });
  });
  return {
    process: child,
    url: `http://127.0.0.1:${port}`,
    ...(metricsPort !== undefined && { metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` }),
  };
}

/** Starts a process that answers questions. */
export const startHelper = (file: string, loaded: Loaded = {}): ChildProcess =>
  fork(file, { execArgv: importOf(loaded), env: { ...process.env, ...loaded.env } });

/** Asks a process, and waits for its answer; one question at a time. Rejects when the process ends first. */
export async function ask<Answer>(child: ChildProcess, question: object | string): Promise<Answer> {
  const asking = new AbortController();
  const { signal } = asking;
  child.send(question);
  try {
    return await Promise.race([
      once(child, "message", { signal }).then(([answer]) => answer),
      once(child, "exit", { signal }).then(([code]) => {
        throw new Error(`a process of the benchmark ended with ${code} before it answered`);
      }),
    ]);
  } finally {
    asking.abort();
  }
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
