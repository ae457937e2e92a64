import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { APP_DATABASE, databaseOf } from "../src/app/database-of.ts";
import { newEvent } from "../src/domain/notifications/events.ts";
import { createStore } from "../src/store/store.ts";
import { type Figure, toFigure } from "./figures.ts";
import { submitForm, submitFormWith } from "./form-deliveries.ts";
import type { Load, Loaded } from "./load.ts";
import { serviceDatabaseIn } from "./local-service.ts";
import { post } from "./post.ts";
import { ask, endProcess, type Server } from "./processes.ts";
import { appDatabaseIn, growAccount, seedAccount } from "./seed-account.ts";
import { readFrom, seedInputs, withRows } from "./seed-rows.ts";
import type { Delivery } from "./signed.ts";
import { untilTold } from "./until-told.ts";
import { PEOPLE, TEAM } from "./workspace.ts";

type Parts = {
  readonly slack: Server;
  readonly load: ChildProcess;
  readonly startApp: (dataDir: string) => Promise<Server>;
  readonly quick: boolean;
  readonly only: RegExp;
  /** How many slices of acks are measured, at most; the work may end before. */
  readonly slices: number;
};

/** What the app is busy with: begun when it has answered in quiet, and looked for in its tables. */
type Work = {
  /** Made on the tables before the app starts. */
  readonly prepare: (dataDir: string) => Promise<void>;
  readonly begin: (app: Server, dataDir: string) => Promise<void>;
  readonly isUnderWay: (dataDir: string) => boolean;
};

const NOTIFICATIONS = 10_000;
const TASKS = 10_000;
const CONNECTIONS = 10;
const FIRST_REQUESTS = 400;
/** A slice of acks, long enough for a slowest hundredth. */
const SLICE_MS = 250;

/** The slowest hundredth of the acks of `/task help` while the app does something large; the peer is the same app in quiet, just before. */
export async function* measureLoaded(parts: Parts): AsyncGenerator<Figure> {
  const { slack, startApp, quick, only } = parts;
  const works: Record<string, Work> = {
    notifying: notifying(slack.url),
    watching: watching(),
    assigning: assigning(quick ? 500_000 : 1_000_000, slack.url),
  };
  const wanted = Object.entries(works).filter(([name]) => only.test(`loaded.${name}.p99_ms`));
  if (wanted.length === 0) return;
  const dir = await mkdtemp(join(tmpdir(), "labeldesk-loaded-"));
  try {
    const first = join(dir, "first");
    await seedAccount(first, startApp);
    for (const [name, work] of wanted) {
      const dataDir = join(dir, name);
      await growAccount(first, dataDir, name === "watching" ? TASKS : 10);
      await work.prepare(dataDir);
      const app = await startApp(dataDir);
      try {
        yield* measure(name, work, app, dataDir, parts);
      } finally {
        await endProcess(app.process);
      }
      await rm(dataDir, { recursive: true, force: true });
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function* measure(
  name: string,
  work: Work,
  app: Server,
  dataDir: string,
  { load, slack, slices }: Parts,
): AsyncGenerator<Figure> {
  const send = (requests: number): Promise<Loaded> =>
    ask<Loaded>(load, {
      ...{ kind: "help", connections: CONNECTIONS, requests, url: app.url, slackUrl: slack.url },
      ...{ task: "", isConstant: false },
    } satisfies Load);
  await send(FIRST_REQUESTS);
  const { begun, ended } = await send(FIRST_REQUESTS);
  const requests = Math.max(100, Math.round((FIRST_REQUESTS * SLICE_MS) / (ended - begun)));
  const quiet: Loaded[] = [];
  for (let nth = 0; nth < slices; nth += 1) quiet.push(await send(requests));
  await work.begin(app, dataDir);
  const loaded: Loaded[] = [];
  while (loaded.length < slices) {
    const slice = await send(requests);
    // What was over before the slice's end was not there for all of it.
    if (!work.isUnderWay(dataDir)) break;
    loaded.push(slice);
  }
  if (loaded.length === 0) throw new Error(`${name} was over before any ack was measured`);
  const figure = (what: "p99Ms" | "mostMs", unit: string) =>
    toFigure(
      `loaded.${name}.${unit}`,
      "ms",
      loaded.map((slice, nth) => ({ ours: slice[what], peer: quiet[nth]?.[what] ?? Number.NaN })),
      { requests: requests * loaded.length },
    );
  yield* [figure("p99Ms", "p99_ms"), figure("mostMs", "max_ms")];
}

async function deliver({ url }: Server, delivery: Delivery): Promise<void> {
  const agent = new Agent();
  await post(`${url}/slack/events`, delivery, agent);
  agent.destroy();
}

/** Messages to so many people that are due at once; Slack takes each, and the app sends no more than it may. */
function notifying(slackUrl: string): Work {
  const untouched = "select count(*) from outbox where state = 'waiting' and claim = 0 and slot_at is null";
  return {
    prepare: async () => {},
    begin: async (app, dataDir) => {
      const store = await createStore(databaseOf({ kind: "sqlite", dir: dataDir }, APP_DATABASE), {
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
      });
      const task = { id: crypto.randomUUID(), name: "What people write" };
      const events = Array.from({ length: NOTIFICATIONS }, (_, nth) =>
        newEvent("label.waits", { team: TEAM, person: `U0TOLD${nth}`, task, needsKey: false }),
      );
      await store.outbox.add(events);
      await store.close();
      // Another process has written them: the app looks when it has something of its own to tell.
      await deliver(app, submitForm({ turn: 0, slackUrl }));
      while (readFrom(appDatabaseIn(dataDir), untouched) === NOTIFICATIONS) await pause(20);
    },
    isUnderWay: (dataDir) => readFrom(appDatabaseIn(dataDir), untouched) > 0,
  };
}

/** A round over all tasks of the account. */
function watching(): Work {
  const isListing = (dataDir: string): boolean =>
    readFrom(appDatabaseIn(dataDir), "select count(*) from task_index_rounds where page > 0") > 0;
  return {
    prepare: async () => {},
    begin: async (_app, dataDir) => {
      withRows(appDatabaseIn(dataDir), (database) => database.exec("update task_index_rounds set due_at = 0"));
      while (!isListing(dataDir)) await pause(20);
    },
    isUnderWay: isListing,
  };
}

/** A task that is divided among fifty people: somebody sends its form. To tell them of it is other work, and done before. */
function assigning(inputs: number, slackUrl: string): Work {
  const isDividing = (dataDir: string): boolean =>
    readFrom(serviceDatabaseIn(dataDir), "select count(*) from tasks where adaptation is not null") > 0;
  return {
    prepare: async (dataDir) => seedInputs(serviceDatabaseIn(dataDir), inputs),
    begin: async (app, dataDir) => {
      await deliver(app, submitFormWith({ turn: 0, slackUrl }, PEOPLE));
      while (!isDividing(dataDir)) await pause(10);
      await untilTold(dataDir);
    },
    isUnderWay: isDividing,
  };
}
