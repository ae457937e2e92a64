import { expect, test } from "@jest/globals";
import type { Person } from "../../../src/domain/people/person.ts";
import { createMembers } from "../../../src/label-page/members.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const ANA: Person = { id: "UANA", name: "Ana", isAdmin: false, isBot: false, isActive: true };

/** Asks about Ana where Slack says this of her, and nothing was known before. */
const askedOf = (find: () => Promise<Person | undefined>, known?: Person) =>
  createMembers({ directory: { known: () => known, findSurely: find }, log: createRecordingLog() })({ person: "UANA" });

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
