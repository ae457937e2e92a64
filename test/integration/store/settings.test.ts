import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/domain/json.ts";
import { groupOfHeld } from "../../../src/domain/notifications/kept.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import { TABLES_OF_TEAMS } from "../../../src/store/forget-team.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { claimOf } from "../../support/claim-of.ts";
import { meetWriter } from "../../support/meet-writer.ts";

describeOnBothEngines("settings and what is held", (newTarget, engine) => {
  const { open, clock } = storesOf(newTarget);
  const testOnPostgres = engine === "postgres" ? test : test.skip;

  test("settings are kept per workspace and person, and replaced", async () => {
    const { settings } = await open();
    await settings.changePerson("T1", "U1", () => ({ digestHour: 9 }));
    await settings.noteTimeZone("T1", "U1", "Europe/Vienna");
    await settings.changePerson("T1", "U1", (content) => ({ ...content, muted: [] }));
    await settings.changePerson("T2", "U1", (content) => content);
    expect(await settings.findPeople("T1", ["U1", "U2"])).toEqual(
      new Map([["U1", { content: { digestHour: 9, muted: [] }, timeZone: "Europe/Vienna" }]]),
    );
    expect(await settings.findWorkspace("T1")).toBeUndefined();
    await settings.changeWorkspace("T1", "U1", (content) => ({ content: { ...content, a: 1 }, changed: [] }));
    await settings.changeWorkspace("T1", "U1", (content) => ({ content: { ...content, b: 2 }, changed: [] }));
    expect(await settings.findWorkspace("T1")).toEqual({ a: 1, b: 2 });
  });

  testOnPostgres("of two replicas that save at once the second changes what the first has stored", async () => {
    const target = newTarget();
    const { settings } = await open(target);
    const setB = (content: JsonObject) => ({ ...content, b: 2 });
    const row = `'U1', '{"a":1}', 1`;
    const first = `insert into workspace_settings (team, saved_by, content, saved_at) values ('T1', ${row})`;
    await meetWriter(target, first, () =>
      settings.changeWorkspace("T1", "U2", (content) => ({ content: setB(content), changed: [] })),
    );
    const own = `insert into person_settings (team, person, content, saved_at) values ('T1', ${row})`;
    await meetWriter(target, own, () => settings.changePerson("T1", "U1", setB));

    expect(await settings.findWorkspace("T1")).toEqual({ a: 1, b: 2 });
    expect((await settings.findPeople("T1", ["U1"])).get("U1")).toEqual({ content: { a: 1, b: 2 } });
    const second = `update workspace_settings set content = '{"a":3}'`;
    await meetWriter(target, second, () =>
      settings.changeWorkspace("T1", "U2", (content) => ({ content: setB(content), changed: [] })),
    );
    expect(await settings.findWorkspace("T1")).toEqual({ a: 3, b: 2 });
  });

  test("of what is held under one key the newest is given out when it is due, in the place of the first", async () => {
    const { heldNotices } = await open();
    const dueAt = new Date(clock.now().getTime() + 1000);
    const key = { team: "T1", person: "U1", key: "b" };
    const notice = { ...key, kind: "assignment", payload: { n: 1 }, dueAt };
    await heldNotices.hold(notice);
    clock.advance(1);
    await heldNotices.hold({ ...notice, key: "a" });
    await heldNotices.hold({ ...notice, payload: { n: 2 } });
    expect(await heldNotices.replace({ ...key, key: "c" }, {})).toBe(false);
    expect(await heldNotices.listDue("T1", "U1")).toEqual([]);
    clock.advance(999);
    expect(await heldNotices.listDue("T1", "U1")).toEqual([
      { ...notice, payload: { n: 2 } },
      { ...notice, key: "a" },
    ]);
    await heldNotices.hold({ ...notice, key: "d", dueAt: new Date(0) });
    expect(await heldNotices.listOverdue("T1", dueAt)).toEqual([{ person: "U1", dueAt }]);
    expect(await heldNotices.listOverdue("T2", dueAt)).toEqual([]);
    await heldNotices.hold({ ...notice, key: "da" });
    await heldNotices.hold({ ...notice, key: "da", person: "U2" });
    await heldNotices.releaseAll({ team: "T1", person: "U1" }, "d");
    expect((await heldNotices.listDue("T1", "U1")).map((held) => held.key)).toEqual(["b", "a"]);
    expect(await heldNotices.listDue("T1", "U2")).toHaveLength(1);
    expect(await heldNotices.release(key)).toBe(true);
    expect(await heldNotices.release(key)).toBe(false);
  });

  test("what may have been told with others is due anew when it changes, and ends only as it was told", async () => {
    const { heldNotices } = await open();
    const dueAt = clock.now();
    const [a, b, c] = ["a", "b", "c"].map((key) => ({
      ...{ team: "T1", person: "U1", key, kind: "assignment", payload: { of: key }, dueAt },
    }));
    if (!a || !b || !c) throw new Error("three are held");
    for (const notice of [a, b]) await heldNotices.hold(notice);
    const listed = await heldNotices.noteListed([b, a, c, { ...a, dueAt: new Date(0) }]);
    expect(listed).toEqual([b, a]);
    await heldNotices.hold(c);
    clock.advance(1);
    for (const notice of [a, c]) await heldNotices.replace(notice, { of: "another" });

    await heldNotices.releaseTold(listed);

    expect(await heldNotices.listDue("T1", "U1")).toEqual([
      { ...a, payload: { of: "another" }, dueAt: clock.now(), isListed: true },
      { ...c, payload: { of: "another" } },
    ]);
    expect([await heldNotices.release(a), await heldNotices.release(c)]).toEqual([false, true]);
  });

  test("what is held anew until later waits until then, though it may have been told before and is changed", async () => {
    const { heldNotices } = await open();
    const notice = { team: "T1", person: "U1", key: "a", kind: "assignment", payload: {}, dueAt: clock.now() };
    await heldNotices.hold(notice);
    await heldNotices.noteListed([notice]);
    await heldNotices.hold({ ...notice, dueAt: new Date(clock.now().getTime() + 1_000) });

    await heldNotices.replace(notice, { of: "another" });

    expect(await heldNotices.listDue("T1", "U1")).toEqual([]);
    clock.advance(1_000);
    expect(await heldNotices.listDue("T1", "U1")).toMatchObject([{ payload: { of: "another" } }]);
    expect(await heldNotices.release(notice)).toBe(false);
  });

  test("what an event of its own tells is put into no message with others, until that is done or given up", async () => {
    const { heldNotices, outbox } = await open();
    const held = { team: "T1", person: "U1", key: "a", kind: "assignment", payload: {}, dueAt: clock.now() };
    const other = { ...held, key: "b" };
    for (const notice of [held, other]) await heldNotices.hold(notice);
    await outbox.add([{ kind: "assignment", payload: { team: "T1" }, group: groupOfHeld(held) }]);

    expect(await heldNotices.listDue("T1", "U1")).toEqual([{ ...held, isOnItsWay: true }, other]);
    expect(await heldNotices.noteListed([held, other])).toEqual([other]);
    expect([await heldNotices.findAlone(held), await heldNotices.findAlone(other)]).toEqual([held, undefined]);
    const [claimed] = await outbox.claim(1, 1_000);
    await outbox.bury(claimOf(claimed), "refused");
    expect(await heldNotices.listDue("T1", "U1")).toEqual([held, { ...other, isListed: true }]);
    await heldNotices.noteUnlisted([other]);
    expect(await heldNotices.listDue("T1", "U1")).toEqual([held, other]);
  });

  testOnPostgres("of two replicas that tell it at once one tells it, by itself or with others", async () => {
    const target = newTarget();
    const { heldNotices, outbox } = await open(target);
    const held = { team: "T1", person: "U1", key: "a", kind: "assignment", payload: {}, dueAt: clock.now() };
    await heldNotices.hold(held);
    await outbox.add([{ kind: "assignment", payload: { team: "T1" }, group: "of nothing that is held" }]);

    const beginning = `update outbox set event_group = '${groupOfHeld(held)}'; update held_notices set held_at = 1`;
    expect(await meetWriter(target, beginning, () => heldNotices.noteListed([held]))).toEqual([]);
    const listing = "update held_notices set listed_at = 1";
    expect(await meetWriter(target, listing, () => heldNotices.findAlone(held))).toBe(undefined);
  });

  test("only Homes that were opened lately are kept up to date", async () => {
    const { homeReaders } = await open();
    await homeReaders.noteOpened("T1", "U1");
    await homeReaders.noteOpened("T1", "U1");
    expect(await homeReaders.among("T1", ["U1", "U2"])).toEqual(["U1"]);
    expect(await homeReaders.among("T2", ["U1"])).toEqual([]);
    clock.advance(8 * 24 * 3_600_000);
    expect(await homeReaders.among("T1", ["U1"])).toEqual([]);
    expect(await homeReaders.sweep()).toBe(1);
  });

  test("a workspace that is forgotten leaves nothing, and the others everything", async () => {
    const target = newTarget();
    const store = await open(target);
    for (const team of ["T1", "T2"]) {
      await store.settings.changePerson(team, "U1", () => ({}));
      await store.links.save({ team, person: "U1", account: "a", linkedBy: "U1" });
      await store.outbox.add([{ kind: "assignment", payload: { team, person: "U1" } }]);
    }
    await store.forgetTeam("T1", undefined);
    expect(await store.settings.findPeople("T1", ["U1"])).toEqual(new Map());
    expect(await store.links.find("T1", "U1")).toBeUndefined();
    expect(await store.links.find("T2", "U1")).toBe("a");
    const left = await store.outbox.claim(10, 1000);
    expect(left.map(({ payload }) => payload["team"])).toEqual(["T2"]);
    await expect(store.forgetTeam("%", undefined)).rejects.toThrow("no workspace id");
  });

  // The schema is one; Kysely asks PostgreSQL for its tables with a boolean, which the guard refuses.
  const onSqlite = engine === "sqlite" ? test : test.skip;
  onSqlite("every table with a team is in the list of what is forgotten", async () => {
    const target = newTarget();
    await open(target);
    const database = openDatabase<Record<string, never>>(target);
    try {
      const tables = await database.db.introspection.getTables();
      const ofTeams = tables.filter(({ columns }) => columns.some(({ name }) => name === "team"));
      const names = new Set(ofTeams.map(({ name }) => name));
      expect([...names].sort()).toEqual([...TABLES_OF_TEAMS, "outbox"].sort());
    } finally {
      await database.close();
    }
  });
});
