import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import { POSTS_A_MINUTE } from "../../../src/domain/notifications/pace.ts";
import { LEASE_MS } from "../../../src/notifications/sender/leases.ts";
import { createStore, type Store } from "../../../src/store/store.ts";
import { eventually } from "../../support/eventually.ts";
import { type Call, startPacedSlack } from "../../support/paced-slack.ts";
import { createDatabase } from "../../support/postgres-database.ts";
import { type AppProcess, runAppProcess } from "./app-process.ts";

const server = process.env["TEST_DATABASE_URL"];
const onPostgres = server === undefined ? describe.skip : describe;
const TEAM = "T0PACE";
/** What a busy machine may shift a call by, between the sender's clock and Slack's. */
const SLACK_MS = 500;
/** Docker gives a container so long before it kills it. */
const STOP_WITHIN_MS = 10_000;

onPostgres("two replicas that send the messages of one workspace", () => {
  let dataDir: string;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let slack: Awaited<ReturnType<typeof startPacedSlack>>;
  let store: Store;
  let replicas: AppProcess[] = [];

  beforeAll(async () => {
    database = await createDatabase(server ?? "postgres://nowhere");
    dataDir = await mkdtemp(join(tmpdir(), "labeldesk-pace-"));
    slack = await startPacedSlack({ team: TEAM });
    const target = { kind: "postgres", url: database.url, schema: "labeldesk" } as const;
    store = await createStore(target, { now: () => new Date(), newId: randomUUID });
    replicas = await Promise.all(
      ["one", "two"].map((replica) =>
        runAppProcess(dataDir, {
          SLACK_BOT_TOKEN: "xoxb-paced",
          SLACK_SIGNING_SECRET: "paced",
          SLACK_API_URL: slack.apiUrlOf(replica),
          DATABASE_URL: database.url,
        }),
      ),
    );
  });
  afterEach(async () => {
    await store.forgetTeam(TEAM, undefined);
    slack.calls.splice(0);
    slack.told.answerAfterMs = 0;
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.kill();
    await store?.close();
    await slack?.close();
    await rm(dataDir, { recursive: true, force: true });
    await database?.drop();
  });

  const task = { id: "task", name: "Birds" };
  const write = (people: readonly string[]) =>
    store.outbox.add(people.map((person) => newEvent("label.waits", { team: TEAM, person, task, needsKey: false })));
  const people = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => `U0${prefix}${n}`);
  const replicasOf = (calls: readonly Call[]) => new Set(calls.map(({ replica }) => replica)).size;
  const gaps = (calls: readonly Call[]) => calls.slice(1).map(({ at }, n) => at - (calls[n]?.at ?? 0));

  test("send no more of them together than one does", async () => {
    const some = 40;
    // So that one is not through before the other has looked.
    slack.told.answerAfterMs = 300;
    await write(people(POSTS_A_MINUTE + some, "MANY"));

    await eventually(async () => {
      const [due, retrying, waiting] = await store.outbox.countOpen();
      return (due?.events ?? 0) + (retrying?.events ?? 0) === 0 && waiting?.events === some;
    });

    expect(slack.calls).toHaveLength(POSTS_A_MINUTE);
    expect(replicasOf(slack.calls)).toBe(2);
  });

  test("both wait with a channel when Slack has asked one of them to, and go on with the others", async () => {
    slack.refuseNext("U0BUSY", 3);
    await write(["U0BUSY", "U0BUSY", ...people(5, "OTHER")]);

    await slack.until((calls) => calls.filter(({ isTaken }) => isTaken).length === 7);

    const [refused, ...later] = slack.calls.filter(({ channel }) => channel === "U0BUSY");
    expect(refused?.isTaken).toBe(false);
    expect(later.filter(({ at }) => at < (refused?.at ?? 0) + 3_000)).toEqual([]);
    expect(gaps(later).filter((gap) => gap < 1_000 - SLACK_MS)).toEqual([]);
    const others = slack.calls.filter(({ channel }) => channel !== "U0BUSY");
    expect(others.every(({ at }) => at < (refused?.at ?? 0) + 3_000)).toBe(true);
  });

  test("one that is asked to stop among ten thousand ends what it has begun, and the other goes on without a pause", async () => {
    slack.told.answerAfterMs = 300;
    await write(people(10_000, "TENS"));
    await slack.until((calls) => replicasOf(calls) === 2 && calls.length >= 10);
    const [, second] = replicas;
    if (!second) throw new Error("there are two replicas");

    const { code, tookMs } = await second.stop();
    const stoppedAt = performance.now();
    const before = slack.calls.length;
    await slack.until((calls) => calls.length >= before + 30);

    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS);
    const sentOn = slack.calls.slice(before);
    expect(Math.max(...gaps([{ at: stoppedAt }, ...sentOn] as Call[]))).toBeLessThan(2_000);
    expect(slack.countDoubled()).toBe(0);
  });

  test("the last one, too, stops in time while Slack answers nothing, and leaves what it has begun to whoever comes", async () => {
    slack.told.answerAfterMs = 60_000;
    await write(people(5, "HUNG"));
    await slack.until((calls) => calls.length === 5);
    const [first] = replicas;
    if (!first) throw new Error("there are two replicas");

    const { code, tookMs } = await first.stop();

    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS);
    // Each is due again when its lease is over, and is looked for then.
    const dueAt = await store.outbox.nextDueAt();
    expect((dueAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now()).toBeLessThan(LEASE_MS);
  });
});
