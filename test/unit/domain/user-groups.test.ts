import { expect, test } from "@jest/globals";
import { userGroupsOf, writeUserGroups } from "../../../src/domain/user-groups.ts";

const group = { id: "S0123456789", handle: "labelers" };

test("what is written is what is read", () => {
  const groups = { workers: [group], reviewers: [{ id: "S1", handle: "reviewers" }] };

  expect(userGroupsOf({ labeldesk: writeUserGroups(groups) })).toEqual(groups);
});

test("of what somebody else has written, only so many groups are taken, and nothing that is none", () => {
  const strange = [{ id: "C1", handle: "x" }, { id: "S1", handle: "h".repeat(81) }, { id: 1, handle: "x" }, null, "S1"];
  const many = Array.from({ length: 100_000 }, (_, at) => ({ id: `S${at}`, handle: "x" }));
  const read = userGroupsOf({ labeldesk: { user_groups: { workers: many, reviewers: strange } } });

  expect(read.workers).toHaveLength(100);
  expect(read.reviewers).toEqual([]);
});

test("a group that is written twice is read once", () => {
  expect(userGroupsOf({ labeldesk: writeUserGroups({ workers: [group, group], reviewers: [] }) }).workers).toEqual([
    group,
  ]);
});
