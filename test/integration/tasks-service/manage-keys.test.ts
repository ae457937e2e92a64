import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { manageKeys } from "../../../src/tasks-service/manage-keys.ts";
import { connectTasksStore, type TasksStore } from "../../../src/tasks-service/tables/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { clientOf, openService, seed } from "./open-service.ts";

describeOnBothEngines("the command for keys", (newTarget) => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let store: TasksStore;
  beforeAll(async () => {
    const target = newTarget();
    opened = await openService(target);
    store = connectTasksStore(target);
    await seed(opened.owner, { inputs: 1, people: ["ana", "ben"] });
  });
  afterAll(async () => {
    await store.close();
    await opened.service.close();
  });

  const run = (...args: string[]) => manageKeys(args, { store, owner: "labeldesk", now: opened.clock.at });
  const make = async (...args: string[]) => /shown this once: (\w+)\n/.exec(await run("make", ...args))?.[1] ?? "";
  const lets = async (key: string) => (await clientOf(opened.service, key)("GET", "/tasks")).http === 200;

  it("makes a key that works, lists it without showing it, and takes it back", async () => {
    const key = await make("--user", "ana", "--description", "laptop", "--expires", "30d");
    const isIn = await lets(key);
    const listed = await run("list", "--user", "ana");
    const [, id = ""] = /\n(\w{16}) /.exec(listed) ?? [];
    const revoked = await run("revoke", id);

    expect(isIn).toBe(true);
    expect(listed).toMatch(/\n\w{16} {2}ana +apps of labeldesk +\S+ +2026-02-01T03:04:05.000Z +laptop\n$/);
    expect(listed).not.toContain(key);
    expect(revoked).toBe(`${id} taken back\n`);
    expect(await lets(key)).toBe(false);
    expect(await run()).toBe("There are no keys.\n");
  });

  it("ends keys when it is told to", async () => {
    const key = await make("--user", "ben");
    await run("expire", key, "--expires", "2026-01-02T03:04:06Z");
    const isIn = await lets(key);
    opened.clock.at = new Date("2026-01-02T03:04:06Z");

    expect([isIn, await lets(key)]).toEqual([true, false]);
    expect(await run("list")).toContain("(over)");
  });

  it.each([
    [["make", "--user", "nobody"], 'No user has the id "nobody"'],
    [["make"], "--user"],
    [["make", "--user", "labeldesk", "--expires", "soon"], "30d"],
    [["make", "--user", "labeldesk", "--expires", "2020-01-01"], "is past"],
    [["revoke"], "at least one KEY_ID"],
    [["revoke", "0123456789abcdef"], "no key here"],
    [["paint"], 'no command "paint"'],
    [["list", "--colour", "red"], "--colour"],
  ])("refuses %p", async (args, words) => {
    await expect(run(...args)).rejects.toThrow(words);
  });

  it("makes none for a user who works in no app of the owner", async () => {
    await opened.service.ensureOwner("stranger");

    await expect(run("make", "--user", "stranger")).rejects.toThrow("is not a collaborator");
  });
});
