import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ReviewAbout, ReviewInput, SavedReview } from "../../../../src/domain/review/review.ts";
import { BATCH, type ReviewSession, reviewPlaceOf } from "../../../../src/domain/review/session.ts";

const input = (id: string, ...concepts: readonly string[]): ReviewInput => ({
  input: { id, content: { kind: "text", text: id } },
  labels: concepts.map((concept, at) => ({
    assignmentId: `${id}:${at}`,
    worker: `w${at}`,
    said: { kind: "concepts", concepts: [concept] },
  })),
});

const session = (held: readonly ReviewInput[], more: Partial<ReviewSession> = {}): ReviewSession => ({
  task: { id: "t", name: "T", type: "CONCEPTS_CLASSIFICATION", concepts: [], isShared: false, workers: [] },
  held,
  after: 0,
  seen: [],
  isLast: true,
  later: [],
  labelers: {},
  isOwn: false,
  unseen: 0,
  ...more,
});

const batch = (decided: readonly string[], left: readonly string[] = []): ReviewAbout => ({
  kind: "inputs",
  verdicts: decided.map((inputId) => ({ inputId, verdict: "approve", on: [] })),
  left,
});
const saved = (about: ReviewAbout, order = 1, state: SavedReview["state"] = "saved"): SavedReview => ({
  id: String(order),
  order,
  about,
  state,
});
const idsOf = (inputs: readonly ReviewInput[]): string[] => inputs.map(({ input: { id } }) => id);

describe("where somebody stands in a review", () => {
  test("inputs on which labelers differ come first, and what was left for later last, the longest ago first", () => {
    const held = [input("a", "x", "x"), input("b", "x", "y"), input("c", "x", "x"), input("d", "y", "x")];

    const place = reviewPlaceOf(session(held), [saved(batch([], ["a"]), 2), saved(batch([], ["d"]), 1)]);

    expect(idsOf(place.left)).toEqual(["b", "c", "d", "a"]);
    expect(idsOf(place.batch)).toEqual(["b", "c"]);
    expect(place.isAgain).toBe(false);
  });

  test("what is left is shown again where the other side has nothing else, and asked for where it may have", () => {
    const held = [input("a", "x"), input("b", "x")];
    const left = [saved(batch(["a"], ["b"]))];

    expect(reviewPlaceOf(session(held), left)).toMatchObject({ isAgain: true, isFetching: false });
    expect(reviewPlaceOf(session(held, { isLast: false }), left)).toMatchObject({ batch: [], isFetching: true });
  });

  test("an input that comes back after it was decided is to be decided anew", () => {
    const held = [input("a", "x")];

    const before = reviewPlaceOf(session(held), [saved(batch(["a"]), 1, "done")]);
    const after = reviewPlaceOf(session(held, { after: 1 }), [saved(batch(["a"]), 1, "done")]);

    expect(idsOf(before.batch)).toEqual([]);
    expect(idsOf(after.batch)).toEqual(["a"]);
  });

  test("whatever was decided and left: nothing decided is shown, nothing is shown twice, and a batch is short", () => {
    const ids = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
    const steps = fc.array(fc.record({ decided: fc.uniqueArray(ids), left: fc.uniqueArray(ids) }), { maxLength: 6 });
    fc.assert(
      fc.property(steps, fc.boolean(), (all, isLast) => {
        const held = ["a", "b", "c", "d", "e", "f", "g"].map((id) => input(id, "x", id < "d" ? "x" : "y"));
        const rows = all.map(({ decided, left }, at) => saved(batch(decided, left), at + 1));

        const { batch: shown, left } = reviewPlaceOf(session(held, { isLast }), rows);

        const decided = new Set(all.flatMap((one) => one.decided));
        expect(idsOf(left).sort()).toEqual(idsOf(held).filter((id) => ![...decided].some((one) => one === id)));
        expect(shown.length).toBeLessThanOrEqual(BATCH);
        expect(idsOf(left)).toEqual(expect.arrayContaining(idsOf(shown)));
      }),
    );
  });
});
