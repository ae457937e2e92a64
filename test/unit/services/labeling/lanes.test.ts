import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createAwaitedAcks } from "../../../../src/domain/awaited-acks.ts";
import { requestScope } from "../../../../src/request-scope.ts";
import { createLanes } from "../../../../src/services/labeling/lanes.ts";

const ANA = { team: "T1", person: "ana", taskId: "task" };
const BO = { ...ANA, person: "bo" };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function start() {
  const acks = createAwaitedAcks();
  const worked: string[] = [];
  const workedFor: unknown[] = [];
  const lanes = createLanes({
    acks,
    requestScope,
    work: async ({ person }) => {
      worked.push(person);
      workedFor.push(requestScope.current());
    },
  });
  const press = (): void => acks.add()();
  return { lanes, worked, workedFor, press, acks };
}

test("what was said goes out in the first lull, all of it in one visit", async () => {
  const { lanes, worked, press } = start();

  for (let at = 0; at < 5; at += 1) {
    press();
    lanes.wake(ANA);
    await jest.advanceTimersByTimeAsync(20);
  }
  const whilePressing = [...worked];
  await jest.advanceTimersByTimeAsync(60);

  expect(whilePressing).toEqual([]);
  expect(worked).toEqual(["ana"]);
});

test("without a lull it goes out after a second, and not before", async () => {
  const { lanes, worked, press } = start();
  press();
  lanes.wake(ANA);

  for (let ms = 0; ms < 980; ms += 20) {
    press();
    await jest.advanceTimersByTimeAsync(20);
  }
  const before = [...worked];
  for (let ms = 0; ms < 60; ms += 20) {
    press();
    await jest.advanceTimersByTimeAsync(20);
  }

  expect(before).toEqual([]);
  expect(worked).toEqual(["ana"]);
});

test("somebody who waits for what comes next does not wait for a lull", async () => {
  const { lanes, press } = start();
  press();
  lanes.wake(ANA);

  const held = await lanes.now(ANA, async () => "ten more");

  expect(held).toBe("ten more");
});

test("a stop carries out what waits, and what comes after it is left to the next start", async () => {
  const { lanes, worked, press } = start();
  press();
  lanes.wake(ANA);
  lanes.wake(BO);

  await lanes.stop();
  lanes.wake(ANA);
  await jest.advanceTimersByTimeAsync(2_000);

  expect(worked).toEqual(["ana", "bo"]);
});

test("a visit is for the request that has asked for it first, and not for the one that ends the wait", async () => {
  const { lanes, workedFor, press } = start();
  press();
  requestScope.run("first", () => lanes.wake(ANA));
  requestScope.run("second", () => lanes.wake(ANA));
  requestScope.run("third", () => lanes.wake(BO));

  await jest.advanceTimersByTimeAsync(60);

  expect(workedFor).toEqual(["first", "third"]);
});
