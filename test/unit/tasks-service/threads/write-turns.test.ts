import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createThreadTurns, createWriteTurns } from "../../../../src/tasks-service/threads/write-turns.ts";

/** A process with its requests and its two threads, and what has got its turn so far. */
function openTurns() {
  const turns = createWriteTurns();
  const background = turns.ofThread("background");
  const order: string[] = [];
  const noting = (who: string, take: () => Promise<() => void>) => async () => {
    const end = await take();
    order.push(who);
    return end;
  };
  return {
    turns,
    background,
    order,
    request: noting("request", turns.ofRequest),
    batch: noting("batch", createThreadTurns(background)),
    batchOfNext: noting("batch of the next", createThreadTurns(turns.ofThread("background"))),
    large: noting("large request", createThreadTurns(turns.ofThread("large requests"))),
  };
}

test("a request waits until a thread's transaction is over", async () => {
  const { order, request, batch } = openTurns();
  const endBatch = await batch();
  const waiting = request();
  await nextTurn();
  order.push("the batch ends");
  endBatch();
  await waiting;

  expect(order).toEqual(["batch", "the batch ends", "request"]);
});

test("a thread begins nothing while requests write, and then goes on", async () => {
  const { order, request, batch } = openTurns();
  const [endOne, endOther] = [await request(), await request()];
  const waiting = batch();
  endOne();
  await nextTurn();
  order.push("the last request ends");
  endOther();
  await waiting;

  expect(order).toEqual(["request", "request", "the last request ends", "batch"]);
});

test("whoever waits for a batch goes before the next one", async () => {
  const { order, request, batch } = openTurns();
  const endBatch = await batch();
  const waiting = request();
  endBatch();
  const next = batch();
  (await waiting)();
  await next;

  expect(order).toEqual(["batch", "request", "batch"]);
});

test("neither requests wait for each other, nor threads", async () => {
  const threads = openTurns();
  await Promise.all([threads.batch(), threads.large()]);
  const requests = openTurns();
  await Promise.all([requests.request(), requests.request()]);

  expect([threads.order, requests.order]).toEqual([
    ["batch", "large request"],
    ["request", "request"],
  ]);
});

test("a thread that ended in the middle of a turn holds nobody up", async () => {
  const { turns, background, order, request, batch } = openTurns();
  await batch();
  turns.ended(background);
  const began = performance.now();
  await request();

  expect(order).toEqual(["batch", "request"]);
  expect(performance.now() - began).toBeLessThan(500);
});

test("a thread that ends late leaves the turn to the one that was opened in its stead", async () => {
  const { turns, background, order, request, batch, batchOfNext } = openTurns();
  (await batch())();
  const endNext = await batchOfNext();
  turns.ended(background);
  const waiting = request();
  await nextTurn();
  order.push("the batch ends");
  endNext();
  await waiting;

  expect(order).toEqual(["batch", "batch of the next", "the batch ends", "request"]);
});

test("a thread that is told to end takes no turn from the one that was opened in its stead: when its own is over", async () => {
  const { order, request, batch, batchOfNext } = openTurns();
  const endBatch = await batch();
  const endNext = await batchOfNext();
  endBatch();
  const waiting = request();
  await nextTurn();
  order.push("the batch ends");
  endNext();
  await waiting;

  expect(order).toEqual(["batch", "batch of the next", "the batch ends", "request"]);
});

test("a thread that is told to end takes no turn from the one that was opened in its stead: when it waits for its next", async () => {
  const { order, request, batch, batchOfNext } = openTurns();
  const endNext = await batchOfNext();
  const first = request();
  const late = batch();
  const second = request();
  await nextTurn();
  order.push("the batch ends");
  endNext();
  for (const end of await Promise.all([first, second])) end();
  await late;

  expect(order).toEqual(["batch of the next", "the batch ends", "request", "request", "batch"]);
});

test("requests without an end hold a batch up for a while, and not for ever", async () => {
  const { order, request, batch } = openTurns();
  await request();
  await batch();

  expect(order).toEqual(["request", "batch"]);
});
