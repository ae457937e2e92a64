import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "@jest/globals";
import { createThreadCaller, type ThreadCaller } from "../../../../src/tasks-service/threads/thread-caller.ts";

/** A thread that counts the questions that it is asked, throws on "fail", fills its memory on "fill", fails on "break" without an answer, and ends when told to. */
const CODE = `
  const { parentPort } = require("node:worker_threads");
  let asked = 0;
  parentPort.on("message", ({ question, stop }) => {
    if (stop) return parentPort.close();
    asked += 1;
    if (question === "fail") return parentPort.postMessage({ failed: "it failed" });
    if (question === "leave") return process.exit();
    if (question === "break") throw new Error("nobody waits");
    const kept = [];
    while (question === "fill") kept.push(new Array(10000).fill(asked).map(String));
    parentPort.postMessage({ answer: [question, asked] });
  });`;

const callers: ThreadCaller[] = [];
afterEach(async () => {
  for (const caller of callers.splice(0)) await caller.stop();
});

function openCaller() {
  const opened: Worker[] = [];
  /** Listened for from the start: a thread may be gone before a test comes to wait for it. */
  const exits: Promise<unknown>[] = [];
  const caller = createThreadCaller({
    open: () => {
      const thread = new Worker(CODE, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
      opened.push(thread);
      exits.push(new Promise((resolve) => thread.once("exit", resolve)));
      return thread;
    },
    idleMs: 60_000,
  });
  callers.push(caller);
  return { caller, opened, exits };
}

test("questions are answered one after the other, by one thread", async () => {
  const { caller, opened } = openCaller();

  const answers = await Promise.all([caller.call("a"), caller.call("b")]);

  expect(answers).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
  expect(opened).toHaveLength(1);
});

test("a question that waits already is asked once, and one that is under way is asked again", async () => {
  const { caller } = openCaller();

  const first = caller.call("a");
  await Promise.resolve();
  const others = await Promise.all([caller.call("a"), caller.call("a")]);

  expect(await first).toEqual(["a", 1]);
  expect(others).toEqual([
    ["a", 2],
    ["a", 2],
  ]);
});

test("too many that wait are refused, with the time after which to ask again", async () => {
  const { caller } = openCaller();

  const asked = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => caller.call(index)));

  const refused = asked.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  expect(refused).toHaveLength(14);
  expect(refused[0]).toMatchObject({ httpStatus: 429, retryAfter: 5 });
});

test("what fails in the thread fails for who asked, and for nobody else", async () => {
  const { caller } = openCaller();

  await expect(caller.call("fail")).rejects.toThrow("it failed");
  await expect(caller.call("a")).resolves.toEqual(["a", 2]);
});

test("a thread that runs out of memory, or ends, is said to have, and another one goes on", async () => {
  const { caller, opened } = openCaller();

  await expect(caller.call("fill")).rejects.toMatchObject({
    httpStatus: 400,
    details: expect.stringContaining("memory"),
  });
  await expect(caller.call("leave")).rejects.toThrow("ended");
  await expect(caller.call("a")).resolves.toEqual(["a", 1]);
  expect(opened).toHaveLength(3);
});

test("a thread that fails while nobody waits harms nobody", async () => {
  const { caller, opened, exits } = openCaller();

  await caller.call("a");
  opened[0]?.postMessage({ question: "break" });
  await exits[0];

  await expect(caller.call("a")).resolves.toEqual(["a", 1]);
});

test("nobody waits for a service that stops", async () => {
  const { caller } = openCaller();
  const [first, second] = [caller.call("fill"), caller.call("b")];
  const settled = Promise.allSettled([first, second]);

  await caller.stop();

  const stopping = { status: "rejected", reason: { httpStatus: 503, details: expect.stringContaining("stopping") } };
  expect(await settled).toMatchObject([stopping, stopping]);
});
