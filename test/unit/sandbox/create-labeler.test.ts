import { expect, test } from "@jest/globals";
import { createLabeler } from "../../../sandbox/life/create-labeler.ts";
import { readTrueBoxes, readTrueDigits } from "../../../sandbox/life/read-truth.ts";
import { CONCEPTS } from "../../../sandbox/workspace/seed-tasks.ts";

test.each([0.95, 0.9, 0.7])("of many answers about %d are true, the others are other concepts", async (accuracy) => {
  const truths = Object.values(await readTrueDigits());
  const labeler = createLabeler("ana", accuracy);

  const answers = truths.flatMap((truth) =>
    Array.from({ length: 10 }, () => [truth, labeler.classify(truth, CONCEPTS)]),
  );

  const right = answers.filter(([truth, answer]) => truth === answer).length / answers.length;
  expect(Math.abs(right - accuracy)).toBeLessThan(0.03);
  expect(answers.every(([, answer]) => CONCEPTS.some((concept) => concept === answer))).toBe(true);
});

test("the same name says the same, another name says something else", () => {
  const say = (name: string) => {
    const labeler = createLabeler(name, 0.5);
    return Array.from({ length: 40 }, () => labeler.classify("3", CONCEPTS)).join("");
  };

  expect(say("ana")).toBe(say("ana"));
  expect(say("ana")).not.toBe(say("ben"));
});

test("a drawn box lies on the true one and inside the picture", async () => {
  const labeler = createLabeler("ana", 1);
  for (const boxes of Object.values(await readTrueBoxes())) {
    const drawn = labeler.draw(boxes);
    expect(drawn).toHaveLength(boxes.length);
    for (const [index, { left, top, right, bottom }] of drawn.entries()) {
      const truth = boxes[index];
      expect(Math.abs(left - (truth?.left ?? NaN))).toBeLessThan(0.04);
      expect([left, top, right, bottom].every((side) => side >= 0 && side <= 1)).toBe(true);
      expect(left < right && top < bottom).toBe(true);
    }
  }
});
