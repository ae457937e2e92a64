import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ChannelSeen } from "../../../../src/domain/channels/channel-follow.ts";
import { findNews, type TaskForChannels } from "../../../../src/domain/channels/channel-news.ts";

const HOUR = 3_600_000;
const fresh: TaskForChannels = {
  status: "IN_PROGRESS",
  isOpen: true,
  work: 0,
  waiting: 0,
  labels: 0,
  people: 0,
  isFinished: false,
  tookMs: 0,
  shown: "",
};

/** What is told of looks that follow each other, an hour apart. */
function tell(looks: readonly Partial<TaskForChannels>[]): string[][] {
  let seen: ChannelSeen | undefined;
  return looks.map((look, index) => {
    const found = findNews(seen, { ...fresh, ...look }, index * HOUR);
    seen = found.seen;
    return found.news.map(({ kind }) => kind);
  });
}

describe("what a channel is told", () => {
  test("of a task from its beginning: each once", () => {
    expect(
      tell([{}, { work: 0.49 }, { work: 0.5 }, { work: 0.8 }, { work: 1 }, { work: 1, isFinished: true }]),
    ).toEqual([["created"], [], ["half"], [], [], ["finished"]]);
  });

  test("of a task that was under way: nothing but that it was created", () => {
    const late = { work: 0.9, waiting: 20, labels: 90, isFinished: true, isOpen: false, status: "DONE" } as const;

    expect(tell([late, late])).toEqual([["created"], []]);
  });

  test("half is no news of what was done in one step", () => {
    expect(tell([{}, { work: 1, isFinished: true }])).toEqual([["created"], ["finished"]]);
  });

  test("that review waits: once a day, and only of further labels", () => {
    const day = Array.from({ length: 24 }, () => ({ waiting: 30, labels: 30 }));

    const told = tell([
      {},
      { waiting: 10, labels: 10 },
      ...day,
      { waiting: 30, labels: 30 },
      { waiting: 0, labels: 30 },
    ]);

    expect(told.flat()).toEqual(["created", "review", "review"]);
  });

  test("that it was closed, unless it was finished; and again when it was opened between", () => {
    const closed = { isOpen: false, status: "WONT_DO" } as const;

    expect(tell([{}, closed, closed, {}, closed]).flat()).toEqual(["created", "closed", "closed"]);
    expect(tell([{}, { work: 1, isFinished: true, isOpen: false, status: "DONE" }]).flat()).toEqual([
      "created",
      "finished",
    ]);
  });

  test("however a task goes: the same look twice tells nothing the second time", () => {
    const look = fc.record({
      work: fc.double({ min: 0, max: 1, noNaN: true }),
      waiting: fc.nat(30),
      labels: fc.nat(100),
      isFinished: fc.boolean(),
      isOpen: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 6 }), (looks) => {
        const twice = looks.flatMap((one) => [one, one]);
        expect(tell(twice).filter((_news, index) => index % 2 === 1)).toEqual(looks.map(() => []));
      }),
    );
  });
});
