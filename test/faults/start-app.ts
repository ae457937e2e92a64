import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { builtOf } from "../support/built.ts";
import { FromApp, type Point, type ToApp } from "./protocol.ts";

/** A process that takes longer is stuck: the machine may be busy. */
const PATIENCE_MS = 30_000;

export type Boundary = Pick<Point, "boundary" | "nth">;

/** The app in a process of its own. */
export type FaultApp = {
  readonly url: string;
  /** What was passed since boundaries are watched, in order. */
  readonly passed: readonly Boundary[];
  /** Counts boundaries anew; the process dies at `point`. */
  watch(point?: Point): Promise<void>;
  moveOn(ms: number): Promise<void>;
  /** Whether the process is dead; throws when it ended otherwise than by a kill. */
  isDead(): boolean;
  kill(): Promise<void>;
};

/** Starts the app with this environment; `aheadMs`: how far its clock is ahead. */
export async function startFaultApp(env: Readonly<Record<string, string>>, aheadMs: number): Promise<FaultApp> {
  const child = fork(builtOf("test/faults/app.ts"), [], {
    env: { ...env, PORT: "0", AHEAD_MS: String(aheadMs) },
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const passed: Boundary[] = [];
  let crash: string | undefined;
  child.on("message", (received) => {
    const message = FromApp.parse(received);
    if (message.kind === "passed") passed.push({ boundary: message.boundary, nth: message.nth });
    if (message.kind === "crashed") crash = message.message;
  });
  const checkEnd = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (signal !== "SIGKILL") throw new Error(`The app ended by itself, with code ${code}: ${crash ?? "no reason"}`);
  };
  const killed = once(child, "exit").then(([code, signal]) => checkEnd(code, signal));
  // Whoever waits for it hears of it.
  killed.catch(() => undefined);

  const tell = async (message: ToApp): Promise<void> => {
    const heard = hear(child, "heard", killed);
    child.send(message);
    await heard;
  };
  const { port } = await hear(child, "running", killed);
  return {
    url: `http://127.0.0.1:${port}`,
    passed,
    isDead() {
      const { exitCode, signalCode } = child;
      if (exitCode === null && signalCode === null) return false;
      checkEnd(exitCode, signalCode);
      return true;
    },
    async watch(point) {
      passed.length = 0;
      await tell({ kind: "watch", ...(point !== undefined && { point }) });
    },
    moveOn: (ms) => tell({ kind: "moveOn", ms }),
    async kill() {
      child.kill("SIGKILL");
      await killed.catch(() => undefined);
    },
  };
}

type Heard<Kind extends FromApp["kind"]> = Extract<FromApp, { kind: Kind }>;

/** The next message of that kind; rejects when the process dies instead. */
function hear<Kind extends FromApp["kind"]>(
  child: ChildProcess,
  kind: Kind,
  killed: Promise<void>,
): Promise<Heard<Kind>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(`The app says nothing of “${kind}”`))), PATIENCE_MS);
    const listen = (received: unknown): void => {
      const message = FromApp.parse(received);
      if (message.kind === kind) end(() => resolve(message as Heard<Kind>));
    };
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      child.off("message", listen);
      settle();
    };
    child.on("message", listen);
    killed.then(
      () => end(() => reject(new Error("The app was killed"))),
      (error: unknown) => end(() => reject(error)),
    );
  });
}
