import { expect, test } from "@jest/globals";
import { creatorOf } from "../../../../src/domain/lists/task-summary.ts";

const madeBy = (user: unknown) => ({
  metadata: { labeldesk: { v: 1, created_by: { team: "T1", user: user as string } } },
});

test("a task is its creator's in their own workspace, and nobody's where no person's id stands in it", () => {
  expect(creatorOf(madeBy("U0LEAD0001"), "T1")).toBe("U0LEAD0001");
  expect(creatorOf(madeBy("U0LEAD0001"), "T2")).toBeUndefined();
  expect(creatorOf(madeBy(7), "T1")).toBeUndefined();
  expect(creatorOf(madeBy("U".repeat(3_000)), "T1")).toBeUndefined();
});
