import { describe, expect, test } from "@jest/globals";
import type { Person } from "../../../../src/domain/people/person.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import { createLinks, type LinkRequest } from "../../../../src/services/people/links.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const member = { isAdmin: false, isBot: false, isActive: true };
const PEOPLE: Readonly<Record<string, Person>> = {
  UANA: { ...member, id: "UANA", name: "Ana", email: "ana@example.com" },
  UBEN: { ...member, id: "UBEN", name: "Ben", email: "ben@example.com" },
  UTWO: { ...member, id: "UTWO", name: "Two", email: "two@example.com" },
  UADM: { ...member, id: "UADM", name: "Adm", email: "adm@example.com", isAdmin: true },
  UGST: { ...member, id: "UGST", name: "Gst", email: "ana@example.com", standing: "guest" },
  USTR: { ...member, id: "USTR", name: "Str", email: "ben@example.com", standing: "stranger" },
};
const ACCOUNTS = [
  { id: "ana", email: "ana@example.com", name: "Ana" },
  { id: "ben", email: "ben@example.com", name: "Ben" },
  { id: "two-a", email: "two@example.com", name: "Two" },
  { id: "two-b", email: "two@example.com", name: "Two" },
];

/** Links before some people and accounts; a key is its owner's id with "key-" before it. */
function startLinks(
  taken: Readonly<Record<string, string>> = {},
  { canKeep = false, known = {} }: { canKeep?: boolean; known?: Readonly<Record<string, string>> } = {},
) {
  const kept: unknown[] = [];
  const saved: { person: string; account: string; linkedBy: string }[] = [];
  const links = createLinks({
    log: createRecordingLog(),
    links: {
      findPerson: async (_team, account) => taken[account],
      save: async ({ person, account, linkedBy }) => {
        saved.push({ person, account, linkedBy });
      },
    },
    accounts: { otherSide: "Clarifai", canLink: true, list: async () => ACCOUNTS, resolve: async () => known },
    ownKeys: {
      canKeep,
      keep: async ({ person }, own) => void kept.push([person, own]),
      accountOf: async () => undefined,
      forget: async () => {},
    },
    whenKept: async (person) => void kept.push(`${person} goes on`),
    people: { find: async (id) => PEOPLE[id] },
    findName: async (id) => PEOPLE[id]?.name,
    keyOwner: async (key) => {
      const owner = ACCOUNTS.find(({ id }) => key === `key-${id}`);
      if (!owner) throw new TasksApiError({ code: "unauthorized", call: "GetUser" });
      return owner;
    },
  });
  const link = (by: string, person: string, how: Pick<LinkRequest, "account" | "key"> = {}) =>
    links.link({ team: "T1", by, person, ...how });
  return { link, saved, kept };
}

describe("somebody is linked", () => {
  test.each<[string, string, string, Pick<LinkRequest, "account" | "key">, string]>([
    ["by themselves, to the account with their e-mail", "UANA", "UANA", {}, "ana"],
    ["by themselves, to the account whose key they have", "UANA", "UANA", { key: "key-ben" }, "ben"],
    ["by themselves, to one of several with their e-mail", "UTWO", "UTWO", { account: "two-b" }, "two-b"],
    ["by an admin, to any account", "UADM", "UANA", { account: "ben" }, "ben"],
  ])("%s", async (_how, by, person, how, account) => {
    const { link, saved } = startLinks();

    expect(await link(by, person, how)).toEqual({ ok: true, value: { account, isKeyKept: false } });
    expect(saved).toEqual([{ person, account, linkedBy: by }]);
  });
});

describe("a key that can be kept", () => {
  test.each<[string, Readonly<Record<string, string>>, Pick<LinkRequest, "account">]>([
    ["that somebody is", { UANA: "ana" }, {}],
    ["that somebody names, beside the one that they are", { UANA: "two-a" }, { account: "ana" }],
    ["of somebody who is none yet", {}, {}],
  ])("is kept where it is of the account %s, and what waited goes on", async (_whose, known, how) => {
    const { link, saved, kept } = startLinks({}, { canKeep: true, known });

    expect(await link("UANA", "UANA", { ...how, key: "key-ana" })).toMatchObject({
      ok: true,
      value: { account: "ana", isKeyKept: true },
    });
    expect(saved).toEqual([{ person: "UANA", account: "ana", linkedBy: "UANA" }]);
    expect(kept).toEqual([["UANA", { account: "ana", key: "key-ana" }], "UANA goes on"]);
  });

  test("is refused where it is of another account than somebody is, and nothing is kept", async () => {
    const { link, saved, kept } = startLinks({}, { canKeep: true, known: { UANA: "ana" } });

    expect(await link("UANA", "UANA", { key: "key-ben" })).toMatchObject({
      ok: false,
      error: { field: "key", message: expect.stringContaining("This is a key of ben, and you are ana on Clarifai") },
    });
    expect([...saved, ...kept]).toEqual([]);
  });

  test("is not kept where its account is somebody else's already", async () => {
    const { link, kept } = startLinks({ ben: "UBEN" }, { canKeep: true });

    expect(await link("UANA", "UANA", { key: "key-ben" })).toMatchObject({ ok: false });
    expect(kept).toEqual([]);
  });
});

describe("nobody is linked", () => {
  test.each<[string, string, string, Pick<LinkRequest, "account" | "key">, string, RegExp]>([
    ["by somebody else who is no admin", "UBEN", "UANA", {}, "person", /Only a workspace admin/],
    ["by a guest", "UGST", "UGST", {}, "person", /Only members/],
    ["who is not in Slack", "UADM", "UXXX", {}, "person", /does not know/],
    ["who is of another organization", "UADM", "USTR", {}, "person", /^Str is not a member or guest of this workspace/],
    ["by an admin with a key", "UADM", "UANA", { key: "key-ana" }, "key", /links only yourself/],
    ["by a key that is none", "UANA", "UANA", { key: "key-nobody" }, "key", /does not know this key/],
    ["by a key that is too long", "UANA", "UANA", { key: "k".repeat(201) }, "key", /200 characters/],
    ["to an account with another e-mail", "UANA", "UANA", { account: "ben" }, "account", /another e-mail/],
    ["to an account that is no collaborator", "UADM", "UANA", { account: "zoe" }, "account", /not a collaborator/],
    ["without an account of their e-mail", "UADM", "UADM", {}, "account", /No account/],
    ["while several have their e-mail", "UTWO", "UTWO", {}, "account", /choose the one/],
  ])("%s", async (_how, by, person, how, field, message) => {
    const { link, saved } = startLinks();

    expect(await link(by, person, how)).toMatchObject({
      ok: false,
      error: { field, message: expect.stringMatching(message) },
    });
    expect(saved).toEqual([]);
  });

  test("to an account that is somebody else's already", async () => {
    const { link, saved } = startLinks({ ana: "UBEN" });

    expect(await link("UANA", "UANA")).toMatchObject({
      ok: false,
      error: { field: "account", message: expect.stringContaining("linked to Ben already") },
    });
    expect(saved).toEqual([]);
  });
});
