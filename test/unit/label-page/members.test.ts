import { expect, test } from "@jest/globals";
import type { Person } from "../../../src/domain/people/person.ts";
import { createMembers } from "../../../src/label-page/members.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const ANA: Person = { id: "UANA", name: "Ana", isAdmin: false, isBot: false, isActive: true };

/** Asks about Ana where Slack says this of her, and nothing was known before. */
const membersOf = (find: () => Promise<Person | undefined>, known?: Person) =>
  createMembers({
    placeOf: async (team) => (team === "T1" ? { directory: { known: () => known, findSurely: find } } : undefined),
    log: createRecordingLog(),
  });

const askedOf = (...of: Parameters<typeof membersOf>) => membersOf(...of)({ team: "T1", person: "UANA" });

test.each([
  ["a member", ANA, "member"],
  ["a guest", { ...ANA, standing: "guest" }, "member"],
  ["somebody who has left", { ...ANA, isActive: false }, "gone"],
  ["somebody of another workspace", { ...ANA, standing: "stranger" }, "gone"],
  ["nobody whom Slack knows", undefined, "gone"],
] as const)("%s is told apart", async (_who, person, membership) => {
  expect(await askedOf(async () => person)).toBe(membership);
});

test("who is known by heart is not asked about, and nobody is shut out while Slack is silent", async () => {
  const silent = () => Promise.reject(new Error("Slack is away"));

  expect(await askedOf(silent, ANA)).toBe("member");
  expect(await askedOf(silent)).toBe("unsure");
});

test("nobody is of a workspace in which the app is not installed, whoever has the same id elsewhere", async () => {
  expect(await membersOf(async () => ANA)({ team: "T2", person: "UANA" })).toBe("gone");
});
