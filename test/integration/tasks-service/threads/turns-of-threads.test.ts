import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { afterAll, afterEach, expect, test } from "@jest/globals";
import * as z from "zod";
import { openLibsqlHandle } from "../../../../src/store/engine/libsql-handle.ts";
import type { OpenThread } from "../../../../src/tasks-service/threads/open-thread.ts";
import { createThreadTurns, ThreadTurns } from "../../../../src/tasks-service/threads/write-turns.ts";
import { openBuiltThread } from "../../../support/built.ts";
import { eventually } from "../../../support/eventually.ts";
import { type Client, openService, partitioned, seed, task } from "../open-service.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-turns-of-threads-"));
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Opened = { readonly worker: Worker; readonly turns: ThreadTurns; readonly ended: Promise<void> };

const WithTurns = z.object({ turns: ThreadTurns });

/** How many requests write or want to, and whether the thread does. */
const requestsIn = ({ shared }: ThreadTurns): number => Atomics.load(new Int32Array(shared), 0);
const isAtIt = ({ shared, place }: ThreadTurns): boolean => Atomics.load(new Int32Array(shared), place) !== 0;

/** A service on a file, with what its threads were handed. */
async function openWatched(name: string) {
  const path = join(folder, `${name}.db`);
  const threads = new Map<string, Opened>();
  let sayOpened = (_file: string): void => {};
  const openThread: OpenThread = (code, options) => {
    const worker = openBuiltThread(code, options);
    const { data } = WithTurns.safeParse(options.workerData);
    if (data === undefined) return worker;
    const file = basename(code.pathname);
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    threads.set(file, { worker, turns: data.turns, ended });
    sayOpened(file);
    return worker;
  };
  const opened = await openService(
    { kind: "sqlite", path },
    { openThread, batches: { inRequest: 1, inBackground: 5 } },
  );
  closers.push(() => opened.service.close());
  await seed(opened.owner, { inputs: 10 });
  await opened.service.idle();
  const thread = (file: string): Opened => {
    const found = threads.get(file);
    if (found === undefined) throw new Error(`${file} was not opened`);
    return found;
  };
  /** Another process writes from the moment in which the thread is opened until it is let go, so that what the thread begins goes on. */
  const holdFor = (file: string): (() => void) => {
    const writer = openLibsqlHandle(path);
    sayOpened = (each) => {
      if (each === file) writer.exec("begin immediate");
    };
    const letGo = (): void => {
      if (writer.inTransaction()) writer.exec("rollback");
    };
    closers.push(() => {
      letGo();
      writer.close();
    });
    return letGo;
  };
  return { ...opened, threads, thread, holdFor };
}

const makeTask = (owner: Client) =>
  owner("POST", "/tasks", { tasks: [task({ worker: partitioned(1, ["ana", "ben"]) })] });

const picture = Buffer.alloc(300_000, 7).toString("base64");
const addPicture = (owner: Client) =>
  owner("POST", "/inputs", { inputs: [{ id: "photo", data: { image: { base64: picture } } }] });

/** What makes each of the threads write. */
const WRITING = [
  ["background-thread.ts", makeTask],
  ["large-requests-thread.ts", addPicture],
] as const;

test.each(WRITING)("what %s writes is a turn of it", async (file, ask) => {
  const { owner, service, errors, threads, thread, holdFor } = await openWatched(`turn-${file}`);
  const letGo = holdFor(file);

  const asked = ask(owner);
  await eventually(async () => threads.has(file) && isAtIt(thread(file).turns));
  letGo();
  const { http } = await asked;
  await service.idle();

  expect([http, isAtIt(thread(file).turns), errors]).toEqual([200, false, []]);
});

test.each(WRITING)("a turn in which %s fails ends with it", async (file, ask) => {
  const { owner, threads, thread, holdFor } = await openWatched(`end-${file}`);
  const letGo = holdFor(file);
  const asked = ask(owner);
  await eventually(async () => threads.has(file) && isAtIt(thread(file).turns));

  const { worker, turns, ended } = thread(file);
  worker.postMessage("nothing that the thread knows");
  await ended;

  expect(isAtIt(turns)).toBe(false);
  letGo();
  await asked;
});

test("what a request writes waits for a thread's turn to end", async () => {
  const { owner, service, thread } = await openWatched("requests");
  await makeTask(owner);
  await service.idle();
  const { turns } = thread("background-thread.ts");
  const endTurn = await createThreadTurns(turns)();

  let isAnswered = false;
  const asked = owner("POST", "/concepts", { concepts: [{ id: "bird" }] }).finally(() => {
    isAnswered = true;
  });
  while (!isAnswered && requestsIn(turns) === 0) await nextTurn();

  expect([isAnswered, requestsIn(turns)]).toEqual([false, 1]);
  endTurn();
  expect([(await asked).http, requestsIn(turns)]).toEqual([200, 0]);
});
