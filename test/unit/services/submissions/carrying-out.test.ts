import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createAwaitedAcks } from "../../../../src/domain/awaited-acks.ts";
import type { HeldSubmission } from "../../../../src/domain/submissions/submission.ts";
import { requestScope } from "../../../../src/request-scope.ts";
import { createCarryingOut } from "../../../../src/services/submissions/carrying-out.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A queue of promises that take as long as somebody lets them. */
function start() {
  const acks = createAwaitedAcks();
  const released: string[] = [];
  const journal = {
    renew: async () => [],
    release: async (held: readonly HeldSubmission[]) => {
      released.push(...held.map(({ id }) => id));
    },
  };
  const queue = createCarryingOut({ journal, acks, requestScope, log: createRecordingLog() });
  const begun: string[] = [];
  const begunFor: unknown[] = [];
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const add = (id: string) =>
    queue.add({
      held: { id, attempts: 1 },
      work: () => {
        begun.push(id);
        begunFor.push(requestScope.current());
        return isLetGo;
      },
    });
  return { queue, acks, add, begun, begunFor, released, letGo: () => letGo() };
}

test("whoever sends one form after the other has all their acks before any of it is carried out", async () => {
  const { acks, add, begun } = start();

  for (const id of ["one", "two", "three"]) {
    acks.add()();
    await add(id);
    await jest.advanceTimersByTimeAsync(15);
  }
  const whileSending = [...begun];
  await jest.advanceTimersByTimeAsync(20);

  expect(whileSending).toEqual([]);
  expect(begun).toEqual(["one", "two", "three"]);
});

test("while somebody waits for an ack all the time one is under way after half a second, and the others when nobody does", async () => {
  const { acks, add, begun } = start();
  const acknowledge = acks.add();
  for (const id of ["one", "two", "three"]) await add(id);

  await jest.advanceTimersByTimeAsync(490);
  const before = [...begun];
  await jest.advanceTimersByTimeAsync(20);
  const beside = [...begun];
  acknowledge();
  await jest.advanceTimersByTimeAsync(20);

  expect(before).toEqual([]);
  expect(beside).toEqual(["one"]);
  expect(begun).toEqual(["one", "two", "three"]);
});

test("a stop carries out what has only waited for a lull, and leaves to the next start what has no place", async () => {
  const { queue, acks, add, begun, released, letGo } = start();
  acks.add()();
  for (let id = 1; id <= 10; id += 1) await add(`${id}`);

  const stopping = queue.stop();
  letGo();
  await stopping;

  expect(begun).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
  expect(released).toEqual(["9", "10"]);
});

test("what waits is carried out for the request that has sent it, whoever ends the wait", async () => {
  const { queue, acks, add, begunFor, letGo } = start();
  const acknowledge = acks.add();
  for (const id of ["one", "two", "three"]) await requestScope.run(id, () => add(id));
  const sizes = queue.sizes();

  requestScope.run("somebody else's", acknowledge);
  letGo();
  await jest.advanceTimersByTimeAsync(20);

  expect(sizes).toEqual({ waiting: 3, running: 0 });
  expect(begunFor).toEqual(["one", "two", "three"]);
});
