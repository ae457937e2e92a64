import { describe, expect, jest, test } from "@jest/globals";
import { createAnswers, createMemory } from "../../../src/domain/memory.ts";
import { createTestClock } from "../../support/app-store.ts";

const KEEP_MS = 1_000;

describe("what was found out", () => {
  test("is current for its time, and known last after it", () => {
    const clock = createTestClock();
    const memory = createMemory<string>({ keepMs: KEEP_MS, most: 10, now: clock.now });
    memory.set("a", "Ana");
    memory.set("b", "Ben", 2 * KEEP_MS);
    clock.advance(KEEP_MS);

    expect([memory.get("a"), memory.last("a"), memory.get("b")]).toEqual([undefined, "Ana", "Ben"]);
  });

  test("is not current for longer because the clock was set back", () => {
    const clock = createTestClock();
    const memory = createMemory<string>({ keepMs: KEEP_MS, most: 10, now: clock.now });
    memory.set("a", "Ana");
    clock.advance(-3_600_000);

    expect(memory.get("a")).toBeUndefined();
  });

  test("goes when there is too much of it, what was set longest ago first", () => {
    const memory = createMemory<number>({ keepMs: KEEP_MS, most: 2, now: createTestClock().now });
    memory.set("a", 1);
    memory.set("b", 2);
    memory.set("a", 3);
    memory.set("c", 4);

    expect([memory.last("a"), memory.last("b"), memory.last("c")]).toEqual([3, undefined, 4]);
  });
});

describe("answers", () => {
  const setUp = (keepFailureMs: number) => {
    const clock = createTestClock();
    const answers = createAnswers<string>({ keepMs: KEEP_MS, keepFailureMs, most: 10, now: clock.now });
    return { answers, clock };
  };

  test("whoever asks while a question is under way joins it", async () => {
    const { answers } = setUp(0);
    const question = jest.fn(async () => "yes");
    expect(await Promise.all([answers.ask("q", question), answers.ask("q", question)])).toEqual(["yes", "yes"]);
    expect(question).toHaveBeenCalledTimes(1);
  });

  test("a failure is repeated from memory for its own time, and never to whoever will not have it", async () => {
    const { answers, clock } = setUp(100);
    const question = jest.fn<() => Promise<string>>();
    question.mockRejectedValueOnce(new Error("down")).mockResolvedValue("up");

    await expect(answers.ask("q", question)).rejects.toThrow("down");
    await expect(answers.ask("q", question)).rejects.toThrow("down");
    expect(question).toHaveBeenCalledTimes(1);
    expect(await answers.ask("q", question, { unlessFailed: true })).toBe("up");

    question.mockRejectedValueOnce(new Error("down again"));
    await expect(answers.ask("q", question, { anew: true })).rejects.toThrow("down again");
    clock.advance(100);
    expect(await answers.ask("q", question)).toBe("up");
  });
});
