import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process of the benchmark that serves HTTP on loopback; `metricsUrl` where it was asked to tell of itself. */
export type Server = { readonly process: ChildProcess; readonly url: string; readonly metricsUrl?: string };

/**
 * Starts a process, with its CPU profile in the directory `profile` when it ends; resolves when a JSON line of its output says on
 * which `port` it listens. Rejects when it ends before.
 */
export async function startServer(
  file: string,
  env: Readonly<Record<string, string>>,
  { profile }: { profile?: string | undefined } = {},
): Promise<Server> {
  const execArgv = ["--import", new URL("./answers-usage.js", import.meta.url).href];
  if (profile !== undefined) execArgv.push("--cpu-prof", `--cpu-prof-dir=${profile}`);
  const child = fork(file, { execArgv, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit", "ipc"] });
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
export const startHelper = (file: string): ChildProcess => fork(file);

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
