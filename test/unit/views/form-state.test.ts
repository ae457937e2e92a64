import { expect, test } from "@jest/globals";
import { readLabelMetadata } from "../../../src/views/labeling/label-window.ts";
import { readReviewMetadata } from "../../../src/views/review/review-window.ts";

const ids = (taskId: string) => ({ person: "U1", taskId, assignmentId: "a1", round: 0 });

test("metadata with NUL, which no database takes, is none of this app's", () => {
  const label = (taskId: string) => readLabelMetadata(JSON.stringify({ v: 1, ...ids(taskId) }));
  const review = (taskId: string) =>
    readReviewMetadata(JSON.stringify({ v: 1, person: "U1", taskId, first: 1, round: 0 }));

  expect(label("t1")).toEqual(ids("t1"));
  expect(label("t\0")).toBeUndefined();
  expect(label("says \\u0000")).toEqual(ids("says \\u0000"));
  expect(review("t1")).toBeDefined();
  expect(review("t\0")).toBeUndefined();
});
