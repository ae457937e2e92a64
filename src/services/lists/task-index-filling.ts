import { summaryOf, type TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import type { Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";
import type { TaskIndexStore } from "./task-index.ts";

/** The API's own default (service.proto); a larger page might be cut silently, and would then look like the last. */
const PAGE_SIZE = 128;
/** When all tasks are listed, in milliseconds. */
export type IndexTimes = {
  /** From the end of a round to the next: what was done elsewhere is known so soon. Tests and large accounts have it otherwise. */
  readonly round: number;
  /** How often it is looked whether a round is due; several processes share them. */
  readonly look: number;
  /** Between two requests: at most ten a second, so that people's own are not throttled for this. */
  readonly pause: number;
  /** After a failure; twice as long after each further one. */
  readonly retry: number;
};
export const INDEX_TIMES: IndexTimes = { round: 60_000, look: 5_000, pause: 100, retry: 10_000 };
/** A round is begun after several times what the last one took: of 100,000 tasks it takes two minutes. */
const REST_PER_WORK = 4;
/** Neither rest nor failures delay the next round further. A clock that was set back is recognized by it (store/due-times.ts). */
const LONGEST_REST_MS = 30 * 60_000;
/** Rounds of many processes and workspaces are not to fall together. */
const JITTER = 0.1;
/** Above the 30 s that a background call may take. */
const LEASE_MS = 60_000;

export type TaskIndexRounds = {
  /** Begins or takes up a round when one is due and nobody is at it. An index of another side is emptied first. */
  claim(
    team: string,
    side: string,
    leaseMs: number,
  ): Promise<{ round: number; nextPage: number; isFirst: boolean; failures: number } | undefined>;
  /** Takes over a page and renews the lease. False when the round is somebody else's by now. */
  savePage(
    team: string,
    page: { round: number; page: number; tasks: readonly TaskSummary[]; leaseMs: number },
  ): Promise<boolean>;
  /** Ids of tasks that this round has not met. */
  listUnseen(team: string, round: number, limit: number): Promise<readonly string[]>;
  /** Prolongs the lease. False when the round is somebody else's by now. */
  renew(team: string, round: number, leaseMs: number): Promise<boolean>;
  /** Much is new: the index is incomplete until this round has listed all. */
  fallBehind(team: string, round: number): Promise<void>;
  /** All tasks are in the index. True where it was incomplete until then. */
  complete(team: string, round: number): Promise<boolean>;
  finish(team: string, round: number, nextAt: Date): Promise<void>;
  /** Leaves the round to whoever comes next, where it stopped or, with all pages listed, from the beginning; after a failure not before a time. */
  release(team: string, round: number, how: { readonly isListed: boolean; readonly failedUntil?: Date }): Promise<void>;
  progress(team: string): Promise<{ isComplete: boolean; seen: number }>;
};

/** Asks the other side in its turn: keeps the pause between requests and the lease on the round, and rejects once it is to stop. */
export type KeepAsking = <T>(call: () => Promise<T>) => Promise<T>;

/** What compares the tasks that a round lists with what people know, and tells of what is different. */
export type IndexWatch = {
  /** Ids of the tasks of a page that look different. `isFirst`: nothing is known yet, and what is there is news to nobody. */
  compare(listed: readonly Task[], options: { isFirst: boolean }): Promise<readonly string[]>;
  /** Looks at those, and at what the round has not met. */
  tell(
    found: { readonly different: readonly string[]; readonly round: number; readonly isFirst: boolean },
    ask: KeepAsking,
  ): Promise<void>;
};

/** Thrown where a round waits when the app stops, or when somebody else has it by now. */
export class RoundOver extends Error {
  override readonly name = "RoundOver";
}

type Claimed = NonNullable<Awaited<ReturnType<TaskIndexRounds["claim"]>>>;

/**
 * Fills the index by listing all tasks in the background, page by page, round after round, and hands what is listed to the watch. What
 * fails is tried again, ever later; a round goes on where it stopped, also in another process.
 */
export function createTaskIndexFilling(deps: {
  tasks: Pick<TasksGateway, "listTasks">;
  index: Pick<TaskIndexStore, "note" | "forget" | "find">;
  rounds: TaskIndexRounds;
  watch: IndexWatch;
  team: string;
  /** Which app of which API is listed: an index of another one is dropped. */
  side: string;
  now: () => Date;
  log: Log;
  times: IndexTimes;
  /** 0 ≤ x < 1, for the jitter. */
  random?: () => number;
}) {
  const { tasks, index, rounds, watch, team, side, now, log, times, random = Math.random } = deps;
  let stopped = false;
  let abandon: (reason: RoundOver) => void = () => {};
  const stopping = new Promise<never>((_, reject) => {
    abandon = reject;
  });
  stopping.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = Promise.resolve();

  const unlessStopped = <T>(work: Promise<T>): Promise<T> => Promise.race([work, stopping]);
  const pause = (ms: number): Promise<void> =>
    unlessStopped(
      new Promise((resolve) => {
        timer = setTimeout(resolve, ms);
      }),
    );
  const list = (query: { page: number; ids?: readonly string[] }) =>
    unlessStopped(tasks.listTasks({ perPage: PAGE_SIZE, haste: "background", ...query }));

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const claimed = await rounds.claim(team, side, LEASE_MS);
        if (claimed) await carryOut(claimed);
      } catch (error) {
        log.error({ err: error }, "the index could not be filled; it tries again");
      }
      await pause(times.look).catch(() => {});
    }
  }

  async function carryOut(claimed: Claimed): Promise<void> {
    const { round, failures, isFirst } = claimed;
    const since = performance.now();
    let isListed = false;
    try {
      const different = await listAll(claimed);
      isListed = true;
      await watch.tell({ different, round, isFirst }, askInTurn(round));
      const rest = Math.max(times.round, REST_PER_WORK * (performance.now() - since));
      await rounds.finish(team, round, inAbout(rest));
      log.debug({ took: Math.round(performance.now() - since) }, "a round over all tasks has ended");
    } catch (error) {
      if (!(error instanceof TasksApiError)) {
        await rounds.release(team, round, { isListed });
        if (error instanceof RoundOver) return;
        throw error;
      }
      const rest = Math.max(error.retryAfterMs ?? 0, times.retry * 2 ** failures);
      await rounds.release(team, round, { isListed, failedUntil: inAbout(rest) });
      log.warn({ err: error, failures: failures + 1 }, "the index could not list tasks; it tries again");
    }
  }

  /** Takes over page after page. Gives what looks different from what people know. */
  async function listAll({ round, nextPage, isFirst }: Claimed): Promise<readonly string[]> {
    const different: string[] = [];
    for (let page = nextPage, hasMore = true; hasMore; page += 1) {
      const listed = await list({ page });
      const summaries = listed.items.map((task) => summaryOf(task, team));
      const last = summaries.at(-1);
      if (page === 1 && listed.hasMore && last && !(await index.find(team, last.id)))
        await rounds.fallBehind(team, round);
      // First, so that a page that counts as read is one that was taken over.
      different.push(...(await watch.compare(listed.items, { isFirst })));
      const isOurs = await rounds.savePage(team, { round, page, tasks: summaries, leaseMs: LEASE_MS });
      if (!isOurs) throw new RoundOver();
      hasMore = listed.hasMore;
      if (hasMore) await pause(times.pause);
    }
    await checkUnseen(round);
    if (await rounds.complete(team, round)) {
      const { seen } = await rounds.progress(team);
      log.info({ tasks: seen }, "all tasks are in the index");
    }
    return different;
  }

  /**
   * A task that a round has not met is gone, or slipped to a page that was read already when an earlier one was deleted:
   * the API is asked for it by its id.
   */
  async function checkUnseen(round: number): Promise<void> {
    for (;;) {
      const ids = await rounds.listUnseen(team, round, PAGE_SIZE);
      if (ids.length === 0) return;
      await pause(times.pause);
      const left = await list({ page: 1, ids });
      await index.forget(team, ids);
      await index.note(
        team,
        left.items.map((task) => summaryOf(task, team)),
      );
    }
  }

  function askInTurn(round: number): KeepAsking {
    let renewedAt = performance.now();
    return async (call) => {
      await pause(times.pause);
      if (performance.now() - renewedAt > LEASE_MS / 3) {
        if (!(await rounds.renew(team, round, LEASE_MS))) throw new RoundOver();
        renewedAt = performance.now();
      }
      return unlessStopped(call());
    };
  }

  const inAbout = (ms: number): Date => {
    const spread = 1 - JITTER + 2 * JITTER * random();
    return new Date(now().getTime() + Math.round(Math.min(LONGEST_REST_MS, ms * spread)));
  };

  return {
    start(): void {
      running = run();
    },
    /** Resolves when nothing is written any more; a request that is under way is not waited for. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      abandon(new RoundOver());
      await running;
    },
  };
}
