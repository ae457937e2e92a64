import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "@jest/globals";
import type { EventHandling } from "../../../src/domain/notifications/events.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import { createOutboxCare } from "../../../src/store/outbox-care.ts";
import type { Schema } from "../../../src/store/schema.ts";
import { createStore } from "../../../src/store/store.ts";
import { createTestIds, storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { builtOf } from "../../support/built.ts";
import { claimOf } from "../../support/claim-of.ts";

const LEASE_MS = 15_000;
const event = (n: number, how: EventHandling = {}) => ({ kind: "test", payload: { team: "T1", n }, ...how });

describeOnBothEngines("looking after the outbox", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function setUp() {
    const target = newTarget();
    const { outbox } = await open(target);
    const database = openDatabase<Schema>(target);
    closers.push(() => database.close());
    return { outbox, care: createOutboxCare({ database, now: clock.now }) };
  }

  test("lists what waits and what was given up, and sends the latter again, looked for first", async () => {
    const { outbox, care } = await setUp();
    await outbox.add([event(1), event(2)]);
    const [first] = await outbox.claim(1, LEASE_MS);
    await outbox.bury(claimOf(first), "refused: invalid_blocks");

    const listed = await care.list(10);
    expect(listed).toMatchObject({
      waiting: 1,
      dead: 1,
      events: [{ state: "dead", kind: "test", team: "T1", error: "refused: invalid_blocks" }, { state: "waiting" }],
    });
    expect(await care.retry(first?.id ?? "")).toBe("done");
    expect(await outbox.claim(10, LEASE_MS)).toMatchObject([{ attempts: 0, doubt: {} }, { attempts: 0 }]);
    expect(await care.retryDead()).toBe(0);
  });

  test("sends at once what waits for hours, and leaves what is being sent", async () => {
    const { outbox, care } = await setUp();
    const dueAt = new Date(clock.now().getTime() + 9 * 3_600_000);
    await outbox.add([event(1), event(2, { dueAt })]);
    const [sending] = await outbox.claim(1, LEASE_MS);
    const { events } = await care.list(10);

    expect(await care.retry(sending?.id ?? "")).toBe("under way");
    expect(await care.find(sending?.id ?? "")).toBe("under way");
    expect(await care.retry(events[1]?.id ?? "")).toBe("done");
    expect(await care.retry("nothing")).toBe("unknown");
    expect(await outbox.claim(10, LEASE_MS)).toMatchObject([{ id: events[1]?.id }]);
    expect(await outbox.complete(claimOf(sending))).toBe(true);
  });
});

test("the command drops an event with what follows, beside an app that runs, and refuses what it cannot do", async () => {
  const dir = await mkdtemp(join(tmpdir(), "labeldesk-outbox-"));
  const store = await createStore(
    { kind: "sqlite", path: join(dir, "labeldesk.db") },
    { now: () => new Date(), newId: createTestIds() },
  );
  const run = promisify(execFile);
  const outbox = (...words: string[]) =>
    run(process.execPath, [builtOf("src/cli/outbox.ts"), ...words], { env: { DATA_DIR: dir }, cwd: dir });
  try {
    const task = { id: "t", name: "Secret digits", type: "POLYGON_DETECTION", instructions: "", source: "ALL_INPUTS" };
    const facts = { ...task, strategy: "FULL", review: { strategy: "NONE" } };
    const given = { team: "T1", task: facts, assignment: { person: "U1", role: "worker" }, from: "U9" };
    await store.outbox.add([{ kind: "assignment", payload: given, group: "g" }]);

    const listed = await outbox("list");
    const dropped = await outbox("drop", "id-1");

    expect(listed.stdout).toMatch(/id-1 +waiting +assignment +T1 .* 0 +now/);
    expect(listed.stdout).not.toContain("Secret");
    expect(dropped.stdout).toBe("id-1 is dropped\n");
    expect((await outbox("list")).stdout).toMatch(/delivery\.report[\s\S]*1 waiting, 1 given up/);
    expect((await outbox("retry", "--dead")).stdout).toBe("1 event sent again\n");
    await expect(outbox("drop", "id-9")).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("id-9") });
    await expect(outbox("retry")).rejects.toMatchObject({ stderr: expect.stringContaining("Usage: npm run outbox") });
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
});
