import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { TaskTurns } from "../../../../src/services/ports.ts";
import { createTurns, NoTurn } from "../../../../src/services/submissions/turns.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function start() {
  const held = new Map<string, string>();
  const turns: TaskTurns = {
    take: async (taskId) => {
      if (held.has(taskId)) return undefined;
      held.set(taskId, `token of ${taskId}`);
      return held.get(taskId);
    },
    renew: async (taskId, token) => held.get(taskId) === token,
    end: async (taskId, token) => {
      if (held.get(taskId) === token) held.delete(taskId);
    },
  };
  return { inTurn: createTurns({ turns }), held };
}

test("work on one task runs one after the other, and on another task beside it", async () => {
  const { inTurn, held } = start();
  const seen: string[] = [];
  let end = (): void => {};
  const first = inTurn("a", () => new Promise<void>((resolve) => (end = resolve)).then(() => void seen.push("first")));
  const second = inTurn("a", async () => void seen.push("second"));
  await inTurn("b", async () => void seen.push("elsewhere"));
  await jest.advanceTimersByTimeAsync(1_000);

  end();
  await jest.advanceTimersByTimeAsync(1_000);
  await Promise.all([first, second]);

  expect(seen).toEqual(["elsewhere", "first", "second"]);
  expect(held.size).toBe(0);
});

test("work that fails rejects as it would alone, and lets the next one in", async () => {
  const { inTurn } = start();

  await expect(inTurn("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await inTurn("a", async () => "done")).toBe("done");
});

test("who has lost the turn meanwhile is told so before they write", async () => {
  const { inTurn, held } = start();
  const write = jest.fn();
  const ended = inTurn("a", async (turn) => {
    await turn.keep();
    held.set("a", "somebody else's");
    await turn.keep();
    write();
  });

  await expect(ended).rejects.toThrow(NoTurn);
  expect(write).not.toHaveBeenCalled();
  expect(held.get("a")).toBe("somebody else's");
});

test("who waits too long gets no turn", async () => {
  const { inTurn, held } = start();
  held.set("a", "somebody else's");
  const work = jest.fn(async () => {});
  const ended = Promise.allSettled([inTurn("a", work)]);

  await jest.advanceTimersByTimeAsync(9_000);

  expect(await ended).toMatchObject([{ reason: expect.any(NoTurn) }]);
  expect(work).not.toHaveBeenCalled();
  expect(held.get("a")).toBe("somebody else's");
});
