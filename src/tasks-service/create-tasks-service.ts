import { setTimeout as pause } from "node:timers/promises";
import type { DatabaseTarget } from "../store/engine/open.ts";
import type { BatchSizes } from "./adaptation/batch.ts";
import { createMeasurer } from "./agreement/measurer.ts";
import { createBackground } from "./background/background.ts";
import { unfinishedJobs } from "./background/run-job.ts";
import { createTakingUp } from "./background/take-up.ts";
import { createRouter } from "./http/create-router.ts";
import { refuseLarge } from "./http/large-work.ts";
import { DEFAULT_RATE_LIMIT, type RateLimit } from "./http/rate-limit.ts";
import type { Service, ServiceLog, WatchCall } from "./http/service.ts";
import { createCarrier } from "./large-requests/carrier.ts";
import { writeWithAnswers } from "./questions/answers.ts";
import { createAsker } from "./questions/asker.ts";
import { routes } from "./routes/routes.ts";
import { forgetApp } from "./tables/forget-app.ts";
import { hashKey, makeKey, replaceOwnerKey } from "./tables/keys.ts";
import { ensureUsers } from "./tables/people.ts";
import { openTasksStore, type TasksStore, takeKeys } from "./tables/store.ts";
import { type OpenThread, openThread as openThreadOfThisCode } from "./threads/open-thread.ts";
import { createWriteTurns } from "./threads/write-turns.ts";

export type TasksServiceOptions = {
  /** Where the service keeps its state: a file of its own, or a schema of its own. */
  readonly database: DatabaseTarget;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log?: ServiceLog;
  /** Nobody measures when absent. */
  readonly watch?: WatchCall;
  /** How fast one key may send requests; 200 a second after a burst of 600 when absent. Keys of `ensureOwner` that were made here are free. */
  readonly rateLimit?: RateLimit;
  /** DYNAMIC: when nothing was heard of a worker for so long, what they have not labeled goes to others who ask; an hour when absent. */
  readonly returnAfterMs?: number;
  /** How much is done at once of what may be large. */
  readonly batches?: BatchSizes;
  /** How threads are opened; when absent, from the code that this process runs. */
  readonly openThread?: OpenThread;
};

/** A request that needs no thread is answered in far less; one whose body does not come is not waited for. */
const LAST_REQUESTS_MS = 2000;

const AN_HOUR_MS = 3_600_000;
/** A request does what takes some 50 ms; a transaction of the background some 20 to 30 ms, so that whoever else wants to write hardly waits. */
const BATCHES: BatchSizes = { inRequest: 10_000, inBackground: 4000 };

/** The local implementation of the Tasks API. It does not listen: `fetch` is its door. */
export type TasksService = {
  fetch(request: Request): Promise<Response>;
  /**
   * Makes the user if there is none, and gives a key of theirs: the one handed in, which is kept (as a hash) and takes the place of the
   * one that was handed in before, or a new one that lives as long as this process.
   */
  ensureOwner(userId: string, key?: string): Promise<{ key: string }>;
  /** Whether the user has a key that was handed in, and has not been taken back since. */
  hasOwnerKey(userId: string): Promise<boolean>;
  ensureApp(userId: string, appId: string): Promise<void>;
  /**
   * Deletes an app with all that it holds, and who is known from it alone: from now on nobody finds it, and the rest is cleared away in the
   * background, also after a stop. Where there is none, nothing is done.
   */
  forgetApp(userId: string, appId: string): Promise<void>;
  /** How many requests are being answered, and how many jobs are to be done in the background; undefined while the database cannot be read. */
  levels(): Promise<{ readonly requests: number; readonly jobs: number | undefined }>;
  /** Resolves when nothing is left to do in the background. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

const silent: ServiceLog = { error: () => undefined };
const unwatched: WatchCall = (_call, run) => run(() => undefined);

/** Opens the database, brings it up to date and takes up what an earlier process left unfinished, and from then on what others leave. Rejects, with it closed again, when it cannot. */
export async function createTasksService(options: TasksServiceOptions): Promise<TasksService> {
  const turns = createWriteTurns();
  const store = await openTasksStore(options.database, turns.ofRequest);
  const log = options.log ?? silent;
  const batches = options.batches ?? BATCHES;
  const openThread = options.openThread ?? openThreadOfThisCode;
  const units = batches.inBackground;
  const background = createBackground(store, options.database, { now: options.now, log, units, openThread, turns });
  const takingUp = createTakingUp(store, background, log);
  await takingUp.start().catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const measurer = createMeasurer(store, options.database, openThread);
  const asker = createAsker(store, options.database, openThread);
  const returnAfterMs = options.returnAfterMs ?? AN_HOUR_MS;
  const { now } = options;
  const carrier = createCarrier(options.database, { now, background, openThread, turns, batches, returnAfterMs });
  const carryOutBeside = carrier.carryOut;
  const service: Service = {
    store,
    writeWithAnswers: (app, work) => writeWithAnswers(store, app, asker.ask, work),
    weigh: carryOutBeside === undefined ? () => undefined : refuseLarge,
    now,
    newId: options.newId,
    background,
    measurer,
    batches,
    returnAfterMs,
  };
  const underWay = new Set<Promise<Response>>();
  const sessionKeys = new Map<string, { key: number; id: string }>();
  const rateLimit = options.rateLimit ?? DEFAULT_RATE_LIMIT;
  const watch = options.watch ?? unwatched;
  const router = createRouter(service, { routes, sessionKeys, rateLimit, log, watch, carryOutBeside });
  const ensureUser = async (id: string) => {
    const users = await store.write((trx) => ensureUsers(trx, [{ id }], options.now().toISOString()));
    const user = users.get(id);
    if (user === undefined) throw new Error("a user that was just made is missing");
    return user;
  };
  return {
    fetch: (request) => {
      const answering = Promise.resolve(router.fetch(request)).finally(() => underWay.delete(answering));
      underWay.add(answering);
      return answering;
    },
    ensureOwner: async (userId, key) => {
      const user = await ensureUser(userId);
      if (key === undefined) {
        const made = makeKey();
        sessionKeys.set(hashKey(made), { key: user.key, id: user.id });
        return { key: made };
      }
      await store.write((trx) => replaceOwnerKey(trx, user.key, key, options.now().toISOString()));
      return { key };
    },
    hasOwnerKey: async (userId) => {
      const found = await store.db
        .selectFrom("keys")
        .innerJoin("users", "users.key", "keys.person")
        .select("keys.hash")
        .where("users.id", "=", userId)
        .where("keys.is_owner", "=", 1)
        .executeTakeFirst();
      return found !== undefined;
    },
    ensureApp: async (userId, appId) => {
      const owner = await ensureUser(userId);
      await ensureApp(store, owner.key, appId, options.now().toISOString());
    },
    forgetApp: async (userId, appId) => {
      if (await forgetApp(store, userId, appId, options.now().toISOString())) background.wake(["leftovers"]);
    },
    async levels() {
      const jobs = await unfinishedJobs(store).catch((err: unknown) => {
        log.error({ err }, "the jobs in the background cannot be counted");
        return undefined;
      });
      return { requests: underWay.size, jobs: jobs?.size };
    },
    idle: async () => {
      await takingUp.idle();
      await background.idle();
    },
    close: async () => {
      await takingUp.stop();
      await carrier.stop();
      await Promise.all([background.stop(), measurer.stop(), asker.stop()]);
      // Whoever had an answer when the threads were stopped writes what follows from it, and is told.
      await Promise.race([Promise.allSettled(underWay), pause(LAST_REQUESTS_MS, undefined, { ref: false })]);
      await store.close();
    },
  };
}

async function ensureApp(store: TasksStore, owner: number, id: string, createdAt: string): Promise<void> {
  await store.write(async (trx) => {
    const known = await trx
      .selectFrom("apps")
      .select("key")
      .where("owner", "=", owner)
      .where("id", "=", id)
      .executeTakeFirst();
    if (known !== undefined) return;
    const key = await takeKeys(trx, "app", 1);
    await trx
      .insertInto("apps")
      .values({ key, owner, id, created_at: createdAt })
      .onConflict((conflict) => conflict.columns(["owner", "id"]).doNothing())
      .execute();
  });
}
