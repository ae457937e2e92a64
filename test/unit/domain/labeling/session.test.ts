import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type Answer,
  type AnswerState,
  doneOf,
  leftOf,
  ratePerHour,
  workedMs,
} from "../../../../src/domain/labeling/session.ts";

const IDS = ["a", "b", "c", "d", "e"];
const held = IDS.map((id) => ({
  assignmentId: id,
  input: { id: `input ${id}`, content: { kind: "unknown" as const } },
}));

const STATES: readonly AnswerState[] = ["said", "sent", "submitted", "undoing", "undone", "refused"];
const answerTo = (assignmentId: string, state: AnswerState, order: number): Answer => ({
  id: `${assignmentId}${order}`,
  order,
  assignmentId,
  inputId: "",
  saidAt: order,
  state,
  said: { kind: "concepts", concepts: [] },
});

const anyAnswers = fc
  .array(fc.tuple(fc.constantFrom(...IDS, "elsewhere"), fc.constantFrom(...STATES)), { maxLength: 12 })
  .map((pairs) => pairs.map(([id, state], order) => answerTo(id, state, order + 1)));
const anySkips = fc.uniqueArray(fc.constantFrom(...IDS, "elsewhere"));

describe("what is left of what is held", () => {
  test("is what has no answer, refused ones included; what was skipped comes last, in its order, and nothing is lost or doubled", () => {
    fc.assert(
      fc.property(anyAnswers, anySkips, fc.nat(12), (answers, skipped, after) => {
        const session = { held, skipped, after, done: 0 };

        const left = leftOf(session, answers).map(({ assignmentId }) => assignmentId);

        const counts = (id: string) =>
          answers.some(
            (one) =>
              one.assignmentId === id &&
              (one.state === "said" || one.state === "sent" || (one.state === "submitted" && one.order > after)),
          );
        const isRefused = (id: string) =>
          answers.some((one) => one.assignmentId === id && one.state === "refused" && one.order > after);
        const isLeft = (id: string) => !counts(id) && !isRefused(id);
        const fresh = IDS.filter((id) => isLeft(id) && !skipped.includes(id));
        const again = skipped.filter((id) => IDS.includes(id) && isLeft(id));
        const refused = IDS.filter((id) => isRefused(id) && !counts(id));
        expect(left).toEqual([...fresh, ...again]);
        expect(doneOf(session, answers) + left.length + refused.length).toBe(IDS.length);
      }),
    );
  });

  test("an input that came back after it was submitted is to be labeled again", () => {
    const answers = [answerTo("a", "submitted", 4)];

    expect(leftOf({ held, skipped: [], after: 3 }, answers)).toHaveLength(4);
    expect(leftOf({ held, skipped: [], after: 4 }, answers)).toHaveLength(5);
  });
});

describe("the pace", () => {
  const MINUTE_MS = 60_000;

  test("time worked is that between answers, without pauses of over five minutes, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 * MINUTE_MS }), { maxLength: 30 }), (gaps) => {
        const times: number[] = [0];
        for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap);

        const expected = gaps.filter((gap) => gap <= 5 * MINUTE_MS).reduce((sum, gap) => sum + gap, 0);
        expect(workedMs(times)).toBe(expected);
        expect(workedMs([...times].reverse())).toBe(expected);
      }),
    );
  });

  test("inputs an hour come from five answers at least", () => {
    const times = [0, 1, 2, 3, 4, 5].map((minute) => minute * 1.5 * MINUTE_MS);

    expect(ratePerHour(times.slice(0, 4))).toBeUndefined();
    expect(ratePerHour(times)).toBe(40);
    expect(ratePerHour([5, 5, 5, 5, 5])).toBeUndefined();
  });
});
