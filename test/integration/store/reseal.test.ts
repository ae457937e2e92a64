import { expect, test } from "@jest/globals";
import { createOwnKeys } from "../../../src/services/people/own-keys.ts";
import { createConnections } from "../../../src/services/workspaces/connections.ts";
import { createInstallations } from "../../../src/services/workspaces/installations.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import type { Schema } from "../../../src/store/schema.ts";
import { createSealer } from "../../../src/store/seal.ts";
import type { Store } from "../../../src/store/store.ts";
import { createTestIds, storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const [OLD, YOUNG, LOST] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2), Buffer.alloc(32, 3)];
const log = createRecordingLog();
const newId = createTestIds("revision");

describeOnBothEngines("what is kept sealed", (newTarget, engine) => {
  const { open } = storesOf(newTarget);
  const servicesOf = (store: Store, ...keys: [Buffer, ...Buffer[]]) => {
    const tools = { sealer: createSealer(keys), now: () => new Date(0), newId, log: createRecordingLog() };
    return {
      own: createOwnKeys({ ...tools, store: store.ownKeys }),
      installations: createInstallations({ ...tools, store: store.installations }),
      connections: createConnections({ ...tools, store: store.connections }),
    };
  };

  async function fill(store: Store, team: string, key: Buffer): Promise<void> {
    const { own, installations, connections } = servicesOf(store, key);
    await own.keep({ team, person: "UANA" }, { account: "ana", key: "own" });
    await installations.keep({ team, name: "Red", token: "xoxb-red" });
    await connections.keep(team, "ULENA", { userId: "acme", appId: "photos", key: "pat" });
  }

  /** Everything that is kept of the app's own secrets. */
  async function read(target: ReturnType<typeof newTarget>) {
    const database = openDatabase<Schema>(target);
    try {
      const { db } = database;
      return [
        ...(await db.selectFrom("secrets").selectAll().execute()),
        ...(await db.selectFrom("sealed_secrets").selectAll().execute()),
      ];
    } finally {
      await database.close();
    }
  }

  async function readAll(store: Store, team: string, ...keys: [Buffer, ...Buffer[]]) {
    const { own, installations, connections } = servicesOf(store, ...keys);
    return [
      (await own.find(team, "UANA"))?.key,
      (await connections.find(team))?.key,
      (await installations.find(team))?.token,
    ];
  }

  test("goes over to another key, however often it is asked for, and needs the old one no more", async () => {
    const store = await open();
    await fill(store, "T1", OLD);
    await fill(store, "T2", YOUNG);
    await fill(store, "T3", LOST);
    await store.secrets.ensure("links", () => "of the app", { sealer: createSealer([OLD]), log });

    const first = await store.resealAll(createSealer([YOUNG, OLD]));
    const again = await store.resealAll(createSealer([YOUNG, OLD]));

    const ofTeams = (counts: typeof first) =>
      Object.entries(counts).map(([kind, { anew, already, unreadable }]) => [kind, anew, already, unreadable.join()]);
    expect(ofTeams(first)).toEqual([
      ["people's own keys", 1, 1, "UANA in T3"],
      ["tokens of workspaces", 1, 1, "T3"],
      ["keys of connected accounts", 1, 1, "T3"],
      ["secrets of the app itself", 1, 0, ""],
    ]);
    expect(ofTeams(again)).toEqual([
      ["people's own keys", 0, 2, "UANA in T3"],
      ["tokens of workspaces", 0, 2, "T3"],
      ["keys of connected accounts", 0, 2, "T3"],
      ["secrets of the app itself", 0, 1, ""],
    ]);
    for (const team of ["T1", "T2"]) expect(await readAll(store, team, YOUNG)).toEqual(["own", "pat", "xoxb-red"]);
    expect(await readAll(store, "T1", OLD)).toEqual([undefined, undefined, undefined]);
    // What does not open is left as it is, for whoever finds the key again.
    expect(await readAll(store, "T3", LOST)).toEqual(["own", "pat", "xoxb-red"]);
  });

  test("but is damaged, is named and left as it is, also where the right key is there", async () => {
    const store = await open();
    await fill(store, "T1", YOUNG);
    const kept = await store.installations.find("T1");
    if (!kept?.sealed) throw new Error("not kept");
    await store.installations.save({ ...kept, sealed: { ...kept.sealed, bytes: kept.sealed.bytes.slice(0, 30) } });

    const counts = await store.resealAll(createSealer([YOUNG, OLD]));

    expect(counts["tokens of workspaces"]).toEqual({ anew: 0, already: 0, unreadable: ["T1"] });
  });

  test("of the app itself is sealed as soon as there is a key, and is the same in all replicas", async () => {
    const target = newTarget();
    const [store, other] = [await open(target), await open(target)];
    const ensure = (from: Store, ...keys: Buffer[]) => {
      const [first, ...rest] = keys;
      return from.secrets.ensure("links", newId, { sealer: first && createSealer([first, ...rest]), log });
    };
    log.lines.length = 0;
    const plain = await ensure(store);

    const sealed = await Promise.all([ensure(store, OLD), ensure(other, OLD)]);
    const rows = await read(target);
    const lost = await ensure(store, LOST);

    expect(sealed).toEqual([plain, plain]);
    expect(rows).toMatchObject([{ name: "links" }]);
    expect(JSON.stringify(rows)).not.toContain(plain);
    // With a key that opens nothing the app goes on, and says so.
    expect(lost).not.toBe(plain);
    expect(await ensure(other, LOST)).toBe(lost);
    expect(log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  test("of the app itself, and was made without a key, is sealed with the others", async () => {
    const target = newTarget();
    const store = await open(target);
    const plain = await store.secrets.ensure("links", newId, { sealer: undefined, log });

    const counts = await store.resealAll(createSealer([OLD]));

    expect(counts["secrets of the app itself"]).toEqual({ anew: 1, already: 0, unreadable: [] });
    expect(JSON.stringify(await read(target))).not.toContain(plain);
    expect(await store.secrets.ensure("links", newId, { sealer: createSealer([OLD]), log })).toBe(plain);
  });

  test("that is written while it goes over stays as it was written", async () => {
    const store = await open();
    await fill(store, "T1", OLD);
    const sealer = createSealer([YOUNG, OLD]);
    const { installations } = servicesOf(store, YOUNG, OLD);

    await store.resealAll({
      ...sealer,
      // Somebody installs it anew between the reading and the writing.
      seal: (text, about) => {
        if (text === "xoxb-red") written = installations.keep({ team: "T1", name: "Red", token: "xoxb-new" });
        return sealer.seal(text, about);
      },
    });
    await written;

    expect((await servicesOf(store, YOUNG).installations.find("T1"))?.token).toBe("xoxb-new");
  });
  let written: Promise<void> | undefined;

  test("of one workspace does not open as another's", async () => {
    const store = await open();
    await fill(store, "T1", OLD);
    const kept = await store.installations.find("T1");
    if (!kept) throw new Error("not kept");

    await store.installations.save({ ...kept, team: "T2" });

    expect(await servicesOf(store, OLD).installations.find("T2")).toBeUndefined();
  });

  // Kysely asks PostgreSQL for its tables with a boolean, which the guard refuses; the schema is one.
  const onSqlite = engine === "sqlite" ? test : test.skip;
  onSqlite("is of as many kinds as there are tables with a sealed column", async () => {
    const target = newTarget();
    const store = await open(target);
    const database = openDatabase<Record<string, never>>(target);
    const tables = await database.db.introspection.getTables();
    await database.close();

    const sealed = tables.filter(({ columns }) => columns.some(({ name }) => name === "sealed"));
    expect(Object.keys(await store.resealAll(createSealer([OLD])))).toHaveLength(sealed.length);
  });
});
