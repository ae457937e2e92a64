import { summaryOf, type TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";
import type { TaskIndexStore } from "./task-index.ts";

/** The API's own default (service.proto); a larger page might be cut silently, and would then look like the last. */
const PAGE_SIZE = 128;
export const INDEX_TIMES = {
  /** Between two pages: at most ten requests a second, so that people's own requests are not throttled for this. */
  pause: 100,
};
export type IndexTimes = Readonly<typeof INDEX_TIMES>;
/** The newest tasks are looked at this often: tasks made elsewhere are found by listing alone. */
const LOOK_MS = 60_000;
/** All tasks are listed again this long after the last time: 10,000 tasks are 79 requests. */
const ROUND_MS = 30 * 60_000;
const RETRY_MS = 10_000;
/** Above the 30 s that a background call may take. */
const LEASE_MS = 60_000;

export type TaskIndexRounds = {
  /** Begins or takes up a round when one is due and nobody is at it. An index of another side is emptied first. */
  claim(team: string, side: string, leaseMs: number): Promise<{ round: number; nextPage: number } | undefined>;
  /** Takes over a page and renews the lease. False when the round is somebody else's by now. */
  savePage(
    team: string,
    page: { round: number; page: number; tasks: readonly TaskSummary[]; leaseMs: number },
  ): Promise<boolean>;
  /** Ids of tasks that this round has not met. */
  listUnseen(team: string, round: number, limit: number): Promise<readonly string[]>;
  finish(team: string, round: number, nextAt: Date): Promise<void>;
  /** Makes a round due now, and the index incomplete until it has ended. */
  restart(team: string): Promise<void>;
  release(team: string, round: number): Promise<void>;
  progress(team: string): Promise<{ isComplete: boolean; seen: number }>;
};

/** Thrown where the filling waits when it is stopped. */
class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * Fills the index by listing all tasks in the background, page by page, and keeps it fresh: the newest page every minute, all
 * pages every half hour. What fails is tried again; a round goes on where it stopped, also in another process.
 */
export function createTaskIndexFilling(deps: {
  tasks: Pick<TasksGateway, "listTasks">;
  index: Pick<TaskIndexStore, "note" | "forget" | "find">;
  rounds: TaskIndexRounds;
  team: string;
  /** Which app of which API is listed: an index of another one is dropped. */
  side: string;
  now: () => Date;
  log: Log;
  times: IndexTimes;
}) {
  const { tasks, index, rounds, team, side, now, log, times } = deps;
  let stopped = false;
  let abandon: (reason: Stopped) => void = () => {};
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
  const list = async (query: { page: number; ids?: readonly string[] }) => {
    const page = await unlessStopped(tasks.listTasks({ perPage: PAGE_SIZE, haste: "background", ...query }));
    return { tasks: page.items.map((task) => summaryOf(task, team)), hasMore: page.hasMore };
  };

  async function run(): Promise<void> {
    while (!stopped) {
      let next = LOOK_MS;
      try {
        const claimed = await rounds.claim(team, side, LEASE_MS);
        if (claimed) await carryOut(claimed);
        else if (!(await lookAtNewest())) continue;
      } catch (error) {
        if (error instanceof Stopped) return;
        if (error instanceof TasksApiError) log.warn({ err: error }, "the index could not list tasks; it tries again");
        else log.error({ err: error }, "the index could not be filled; it tries again");
        next = RETRY_MS;
      }
      try {
        await pause(next);
      } catch (error) {
        if (error instanceof Stopped) return;
        throw error;
      }
    }
  }

  /** Takes over the newest page. False when more has come than fits into it: everything is to be listed then. */
  async function lookAtNewest(): Promise<boolean> {
    const newest = await list({ page: 1 });
    const last = newest.tasks.at(-1);
    const isBehind = newest.hasMore && last !== undefined && !(await index.find(team, last.id));
    await index.note(team, newest.tasks);
    if (isBehind) await rounds.restart(team);
    return !isBehind;
  }

  async function carryOut({ round, nextPage }: { round: number; nextPage: number }): Promise<void> {
    let isOurs = true;
    try {
      for (let page = nextPage, hasMore = true; hasMore; page += 1) {
        const listed = await list({ page });
        isOurs = await rounds.savePage(team, { round, page, tasks: listed.tasks, leaseMs: LEASE_MS });
        if (!isOurs) return;
        hasMore = listed.hasMore;
        if (hasMore) await pause(times.pause);
      }
      await checkUnseen(round);
      await rounds.finish(team, round, new Date(now().getTime() + ROUND_MS));
      const { seen } = await rounds.progress(team);
      log.info({ tasks: seen }, "all tasks are in the index");
    } catch (error) {
      if (isOurs) await rounds.release(team, round);
      throw error;
    }
  }

  /**
   * A task that a round has not met is gone, or slipped to a page that was read already when an earlier one was deleted:
   * the API is asked for it by its id.
   */
  async function checkUnseen(round: number): Promise<void> {
    for (;;) {
      const ids = await rounds.listUnseen(team, round, PAGE_SIZE);
      if (ids.length === 0) return;
      const left = await list({ page: 1, ids });
      await index.forget(team, ids);
      await index.note(team, left.tasks);
    }
  }

  return {
    start(): void {
      running = run();
    },
    /** Resolves when nothing is written any more; a request that is under way is not waited for. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      abandon(new Stopped());
      await running;
    },
  };
}
