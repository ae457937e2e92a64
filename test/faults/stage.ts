import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttpDelivery } from "../../sandbox/slack/delivery.ts";
import type { Json } from "../../sandbox/slack/json.ts";
import { type Database, type DatabaseTarget, type Engine, openDatabase } from "../../src/store/engine/open.ts";
import type { Schema } from "../../src/store/schema.ts";
import { eventually } from "../support/eventually.ts";
import { putMigrated } from "../support/migrated-database.ts";
import { PATIENT_SLACK } from "../support/patient-slack.ts";
import { createDatabase } from "../support/postgres-database.ts";
import { startTestWorkspace, type TestWorkspace } from "../support/start-workspace.ts";
import type { Point } from "./protocol.ts";
import { type Boundary, type FaultApp, startFaultApp } from "./start-app.ts";

/** Above a message's lease: what is due within it may be held by the dead process. */
const LEASE_OF_MESSAGE_MS = 20_000;
/** On a fast machine a minute's messages are spent within it: the sender lets no more go before the next one. */
export const QUIET_WITHIN_MS = 75_000;
/** What is due later than that is no part of what is looked at: digests, regular looks. */
const SOON_MS = 30_000;

/** Who goes on after a kill: the same process, started again, or another one that was there all the time. */
export type Heir = "restart" | "replica";

export type StageOptions = {
  readonly engine: Engine;
  readonly heir: Heir;
  /** The server on which a database is made, for PostgreSQL. */
  readonly postgres: string | undefined;
  /** Where SQLite's file is; a folder for temporary files when absent. */
  readonly dataDir?: string;
};

/** A workspace whose app runs in a process that is killed, while Slack and the Tasks API live on in this one. */
export type Stage = {
  readonly workspace: TestWorkspace;
  /** The app's database. */
  readonly target: DatabaseTarget;
  /** Counts boundaries from now on; with a point, the app that Slack talks to dies there. */
  watch(point?: Point): Promise<void>;
  /** What that app has passed since. */
  passed(): readonly Boundary[];
  /** Whether that app has died; throws when it ended otherwise than by a kill. */
  isDead(): boolean;
  /** Brings in whoever goes on, once all that the dead process has held is free. */
  goOn(): Promise<void>;
  /** Brings the app what Slack has delivered before once more. */
  deliverAgain(payload: Json): Promise<void>;
  /** The app's clock goes on by this, or back. */
  moveOn(ms: number): Promise<void>;
  /** Whether nothing more is on its way: no promise, no message that is due. */
  isQuiet(): Promise<boolean>;
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
};

export async function openStage({ engine, heir, postgres, dataDir: given }: StageOptions): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    const workspace = await startTestWorkspace({ side: "clarifai" });
    closers.push(() => workspace.stop());
    await workspace.stopApp();
    const dataDir = given ?? (await mkdtemp(join(tmpdir(), "labeldesk-faults-")));
    if (given === undefined) closers.push(() => rm(dataDir, { recursive: true, force: true }));
    const databaseUrl = engine === "postgres" ? await makeDatabase(postgres, closers) : undefined;
    const target =
      databaseUrl === undefined
        ? ({ kind: "sqlite", path: join(dataDir, "labeldesk.db") } as const)
        : ({ kind: "postgres", url: databaseUrl, schema: "labeldesk" } as const);
    await putMigrated(target, "app");
    const database = openDatabase<Schema>(target);
    closers.push(() => database.close());

    const { slack, tasks, faults } = workspace;
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      CLARIFAI_API_URL: faults.baseUrl,
      CLARIFAI_PAT: tasks.key,
      CLARIFAI_USER_ID: tasks.userId,
      CLARIFAI_APP_ID: tasks.appId,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
      DATA_DIR: dataDir,
      LOG_LEVEL: "silent",
      HANDLES: JSON.stringify(Object.fromEntries(slack.workspace.people.map(({ id, handle }) => [id, handle]))),
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    };
    let aheadMs = 0;
    const apps = new Set<FaultApp>();
    closers.push(async () => {
      for (const app of apps) await app.kill();
    });
    const start = async (): Promise<FaultApp> => {
      const started = await startFaultApp(env, aheadMs);
      apps.add(started);
      return started;
    };
    const connect = (app: FaultApp): void => slack.connect(`${app.url}/slack/events`);
    let app = await start();
    let second = heir === "replica" ? start() : undefined;
    connect(app);

    return {
      workspace,
      target,
      async deliverAgain(payload) {
        const deliver = createHttpDelivery(
          `${app.url}/slack/events`,
          slack.signingSecret,
          () => new Date(),
          PATIENT_SLACK.ackMs,
        );
        await deliver({ kind: "interaction", payload });
      },
      async moveOn(ms) {
        aheadMs += ms;
        await app.moveOn(ms);
      },
      watch: (point) => app.watch(point),
      passed: () => app.passed,
      isDead: () => app.isDead(),
      async goOn() {
        await app.kill();
        apps.delete(app);
        await endLeases(database, aheadMs);
        app = await (second ?? start());
        if (second !== undefined) second = start();
        connect(app);
      },
      isQuiet: async () => (await findUnderWay(database, aheadMs)) === undefined,
      untilQuiet: () => untilQuiet(() => findUnderWay(database, aheadMs)),
      async close() {
        // One that is still being started is killed too.
        await second?.catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeDatabase(server: string | undefined, closers: (() => Promise<void>)[]): Promise<string> {
  if (server === undefined) throw new Error("TEST_DATABASE_URL names no PostgreSQL");
  const { url, drop } = await createDatabase(server);
  closers.push(drop);
  return url;
}

/** As if the time had passed for which a dead process holds what it has claimed. The clock stays Slack's: messages are looked for by it. */
async function endLeases({ db }: Database<Schema>, aheadMs: number): Promise<void> {
  const now = Date.now() + aheadMs;
  await db.updateTable("submissions").set({ leased_until: now }).where("leased_until", ">", now).execute();
  await db.updateTable("task_turns").set({ expires_at: now }).where("expires_at", ">", now).execute();
  await db.updateTable("label_answers").set({ due_at: now }).where("due_at", ">", now).execute();
  await db
    .updateTable("outbox")
    .set({ due_at: now })
    .where("state", "=", "waiting")
    .where("due_at", ">", now)
    .where("due_at", "<", now + LEASE_OF_MESSAGE_MS)
    .execute();
}

/** Waits until nothing is on its way; rejects with what still is. */
async function untilQuiet(find: () => Promise<string | undefined>): Promise<void> {
  let left: string | undefined;
  const isQuiet = async (): Promise<boolean> => {
    left = await find();
    return left === undefined;
  };
  await eventually(isQuiet, QUIET_WITHIN_MS).catch((cause: unknown) => {
    throw new Error(`still on its way after ${QUIET_WITHIN_MS} ms: ${left}`, { cause });
  });
}

/** Something that is still on its way, in words; undefined where nothing is. */
async function findUnderWay({ db }: Database<Schema>, aheadMs: number): Promise<string | undefined> {
  const now = Date.now() + aheadMs;
  const inSeconds = (at: number): string => `${Math.round((at - now) / 1000)} s`;
  const promise = await db
    .selectFrom("submissions")
    .select(["kind", "leased_until", "attempts"])
    .where("status", "=", "pending")
    // A look, some time later, whether what seemed to have failed has come into being after all.
    .where("kind", "<>", "drop-duplicates")
    .limit(1)
    .executeTakeFirst();
  if (promise !== undefined)
    return `a promise (${promise.kind}, attempt ${promise.attempts}, leased for ${inSeconds(promise.leased_until)})`;
  const label = await db
    .selectFrom("label_answers")
    .select(["state", "due_at", "attempts"])
    .where("due_at", "is not", null)
    .limit(1)
    .executeTakeFirst();
  if (label !== undefined)
    return `a label (${label.state}, ${label.attempts} attempts in vain, due in ${inSeconds(Number(label.due_at))})`;
  const message = await db
    .selectFrom("outbox")
    .select(["kind", "due_at", "attempts", "error"])
    .where("state", "=", "waiting")
    .where("due_at", "<", now + SOON_MS)
    // What was done behind the app's back, by the stage itself, is told together, up to half a minute later.
    .where("kind", "<>", "notices.due")
    .limit(1)
    .executeTakeFirst();
  if (message === undefined) return undefined;
  const { kind, attempts, error } = message;
  return `an event (${kind}, ${attempts} attempts, due in ${inSeconds(message.due_at)}${error === null ? "" : `: ${error}`})`;
}
