import { expect, test } from "@jest/globals";
import { createFindGroups } from "../../../../src/services/changes/find-groups.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const groups = [
  { id: "S1", handle: "labelers", members: ["U1", "U2"] },
  { id: "S2", handle: "empty", members: [] },
];
const finding = (list = async () => groups) => createFindGroups({ userGroups: { list }, log });

test("a group is found by its id whatever it is called now, and by its handle in any case", async () => {
  const find = finding();

  expect(await find([{ id: "S1", handle: "crew" }])).toEqual({ ok: true, value: [groups[0]] });
  expect(await find([{ handle: "Labelers" }])).toEqual({ ok: true, value: [groups[0]] });
});

test.each([
  [
    [{ handle: "crew" }, { handle: "labelers" }],
    "Slack knows no user group @crew. Choose one that it offers, or name the people.",
  ],
  [[{ id: "S9", handle: "" }], "Slack knows no user group @S9. Choose one that it offers, or name the people."],
  [[{ handle: "empty" }], "Nobody is in @empty."],
])("%j is refused in a sentence that says what to do", async (named, sentence) => {
  expect(await finding()(named)).toEqual({ ok: false, error: sentence });
});

test("where Slack does not answer, that is said; where no group is named, it is not asked", async () => {
  const find = finding(() => Promise.reject(new Error("503")));

  expect(await find([{ handle: "labelers" }])).toEqual({
    ok: false,
    error: "Slack does not say now who is in @labelers. Try again in a moment, or name the people.",
  });
  expect(await find([])).toEqual({ ok: true, value: [] });
});
