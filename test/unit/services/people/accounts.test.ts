import { describe, expect, test } from "@jest/globals";
import type { Person } from "../../../../src/domain/people/person.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import { createClarifaiAccounts, createLocalAccounts } from "../../../../src/services/people/accounts.ts";
import type { TasksGateway } from "../../../../src/services/ports.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const nobody = { isAdmin: false, isBot: false, isActive: true };
const person = (id: string, more: Partial<Person> = {}): Person => ({
  ...nobody,
  id,
  name: `The ${id}`,
  email: `${id}@example.com`,
  ...more,
});
const EVERYBODY = [
  person("member"),
  person("guest", { standing: "guest" }),
  person("stranger", { standing: "stranger" }),
  person("bot", { isBot: true }),
  person("leaver", { isActive: false }),
];
const ids = [...EVERYBODY.map(({ id }) => id), "unknown"];
/** Whoever Slack does not tell about, for now. */
const UNTOLD = "untold";

const find = async (id: string): Promise<Person | undefined> => {
  if (id === UNTOLD) throw new Error("no answer");
  return EVERYBODY.find((each) => each.id === id);
};
const people = {
  find,
  findSurely: find,
  findByEmail: async (email: string) => EVERYBODY.find((each) => each.email === email),
};
const log = createRecordingLog();
const local = () =>
  createLocalAccounts({ tasks: { addCollaborators: async () => {}, listAccounts: async () => [] }, people, log });
/** Accounts are called as their people, with an A before. */
const listAll = async () => ids.map((id) => ({ id: `A${id}`, email: `${id}@example.com` }));
const clarifai = (linked: readonly string[], listAccounts: TasksGateway["listAccounts"] = listAll) =>
  createClarifaiAccounts({
    tasks: { listAccounts },
    links: {
      findMany: async () => new Map(linked.map((id) => [id, `A${id}`])),
      findPeople: async () => new Map(linked.map((id) => [`A${id}`, id])),
    },
    people,
    now: () => new Date("2026-03-02T09:00:00Z"),
    log,
  });

describe.each([
  ["on the local tasks service", local, ""],
  ["on Clarifai, by e-mail", () => clarifai([]), "A"],
  ["on Clarifai, by links", () => clarifai(ids), "A"],
])("%s", (_side, open, mark) => {
  test("who is or was of the workspace can be assigned, be it as a guest, and nobody else", async () => {
    const accounts = open();

    expect(await accounts.resolve("T1", ids, "interactive")).toEqual({
      member: `${mark}member`,
      guest: `${mark}guest`,
      stranger: null,
      bot: null,
      leaver: `${mark}leaver`,
      unknown: null,
    });
    const stranger = { kind: "foreign" };
    const foreign = { stranger, bot: stranger, unknown: stranger };
    expect(await accounts.whyNone("T1", ids, "interactive")).toEqual(foreign);
  });

  test("of a task that names others, nobody else is told", async () => {
    const known = await open().identify(
      "T1",
      ids.map((id) => mark + id),
    );

    const told = Object.values(known).flatMap((each) => each.person ?? []);
    expect(told).toEqual(["member", "guest"]);
    expect(known[`${mark}stranger`]).toEqual({ name: "The stranger" });
  });
});

test.each([
  ["on the local tasks service", local, UNTOLD],
  ["on Clarifai, by a link", () => clarifai([UNTOLD]), `A${UNTOLD}`],
])("%s somebody of whom Slack does not tell is taken for one who works", async (_side, open, account) => {
  expect(await open().resolve("T1", [UNTOLD], "interactive")).toEqual({ [UNTOLD]: account });
});

describe("who is to be named for certain", () => {
  const failing = (code: "forbidden" | "unavailable") => () =>
    Promise.reject(new TasksApiError({ code, call: "ListCollaborators" }));

  test.each([
    ["while the other side does not answer", clarifai(ids, failing("unavailable")), "Amember"],
    ["while Slack does not", clarifai([UNTOLD]), `A${UNTOLD}`],
    ["while Slack does not, with the local tasks service", local(), UNTOLD],
  ])("is waited for %s", async (_while, accounts, account) => {
    await expect(accounts.identify("T1", [account], { isSure: true })).rejects.toThrow();
  });

  test("is whoever is linked, where the key may not list anybody", async () => {
    const accounts = clarifai(["member"], failing("forbidden"));

    const known = await accounts.identify("T1", ["Amember", "Aguest"], { isSure: true });

    expect(known).toEqual({ Amember: { name: "The member", person: "member" }, Aguest: { name: "Aguest" } });
  });
});
