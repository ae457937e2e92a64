import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pressRefresh, typeCommand } from "./deliveries.ts";
import { type Figure, median, toFigure } from "./figures.ts";
import { submitFormWith } from "./form-deliveries.ts";
import { serviceDatabaseIn } from "./local-service.ts";
import { post } from "./post.ts";
import { ask, endProcess, type Server } from "./processes.ts";
import { alternate, type Rounds } from "./rounds.ts";
import { ASKER, appDatabaseIn, growAccount, seedAccount } from "./seed-account.ts";
import { readFrom, withRows } from "./seed-rows.ts";
import type { Delivery, Sender } from "./signed.ts";
import { untilTold } from "./until-told.ts";
import { NEW_PEOPLE, RESPONSE_URL, timeNow } from "./workspace.ts";

type Parts = {
  readonly slack: Server;
  readonly startApp: (dataDir: string) => Promise<Server>;
  readonly quick: boolean;
  readonly only: RegExp;
  readonly rounds: Rounds;
};

/** What somebody does, and the call on Slack that shows them what they wanted. */
type Deed = { readonly deliver: (from: Sender, task: string) => Delivery; readonly shownBy: string };

const ON_TASKS = {
  list: { deliver: (from) => typeCommand(from, "list"), shownBy: RESPONSE_URL },
  home: { deliver: pressRefresh, shownBy: "views.publish" },
  show: { deliver: (from, task) => typeCommand(from, `show id:${task}`), shownBy: RESPONSE_URL },
  progress: { deliver: (from, task) => typeCommand(from, `progress id:${task}`), shownBy: RESPONSE_URL },
} as const satisfies Record<string, Deed>;

/** How often each is done in a round; the median counts. */
const TIMES = 5;
const TIMES_QUICK = 3;

/** An account of the smallest size beside one of another: what each takes from the delivery to the answer in Slack. */
export async function* measureGrowth({ slack, startApp, quick, only, rounds }: Parts): AsyncGenerator<Figure> {
  const tasks = quick ? [10, 1_000] : [10, 1_000, 100_000];
  const workers = quick ? [2, 40] : [2, 40, 1_000];
  const names = [
    ...tasks.flatMap((n) => Object.keys(ON_TASKS).map((what) => `growth.${what}.${n}.ms`)),
    ...workers.map((n) => `growth.create.${n}.ms`),
  ];
  if (!names.some((name) => only.test(name))) return;
  const agent = new Agent({ keepAlive: true });
  const dir = await mkdtemp(join(tmpdir(), "labeldesk-growth-"));
  const first = join(dir, "first");
  const apps: Server[] = [];

  const closeAll = (): Promise<unknown> => Promise.all(apps.splice(0).map(({ process }) => endProcess(process)));

  async function timeOf(app: Server, { deliver, shownBy }: Deed, task: string): Promise<number> {
    const delivery = deliver({ turn: ASKER, slackUrl: slack.url }, task);
    await forget(slack.process, shownBy);
    const begun = timeNow();
    await post(`${app.url}/slack/events`, delivery, agent);
    const { at } = await ask<{ at: number }>(slack.process, { method: shownBy, calls: 1 });
    return at - begun;
  }

  async function medianOf(app: Server, deed: Deed, task: string): Promise<number> {
    const took: number[] = [];
    for (let nth = 0; nth < (quick ? TIMES_QUICK : TIMES); nth += 1) took.push(await timeOf(app, deed, task));
    return median(took);
  }

  try {
    await seedAccount(first, startApp);
    const open = async (n: number, name = String(n)): Promise<{ app: Server; task: string; dataDir: string }> => {
      const dataDir = join(dir, name);
      await growAccount(first, dataDir, n);
      const task = withRows(serviceDatabaseIn(dataDir), (database) => {
        const row = database.prepare("select id from tasks order by key limit 1").raw().get();
        return String((row as unknown as [string])[0]);
      });
      const app = await startApp(dataDir);
      apps.push(app);
      return { app, task, dataDir };
    };
    const [smallest = 0] = tasks;
    for (const n of tasks) {
      if (!Object.keys(ON_TASKS).some((what) => only.test(`growth.${what}.${n}.ms`))) continue;
      // Both are new: what has answered for longer is faster.
      const small = await open(smallest, `beside-${n}`);
      const large = n === smallest ? small : await open(n);
      for (const [what, deed] of Object.entries(ON_TASKS)) {
        const name = `growth.${what}.${n}.ms`;
        if (!only.test(name)) continue;
        for (const { app, task } of [small, large]) await medianOf(app, deed, task);
        const pairs = await alternate(rounds, {
          ours: () => medianOf(large.app, deed, large.task),
          peer: () => medianOf(small.app, deed, small.task),
        });
        yield toFigure(name, "ms", pairs);
      }
      await closeAll();
    }
    const [few = 0] = workers;
    for (const n of workers) {
      const name = `growth.create.${n}.ms`;
      if (!only.test(name)) continue;
      const account = await open(smallest, `create-${n}`);
      const create = async (count: number): Promise<number> => {
        const took = await timeOf(account.app, createWith(count), "");
        await untilTold(account.dataDir);
        const failed = readFrom(
          appDatabaseIn(account.dataDir),
          "select count(*) from submissions where status <> 'done'",
        );
        if (failed > 0) throw new Error(`a task for ${count} people was not made`);
        return took;
      };
      for (const count of [few, n]) await create(count);
      yield toFigure(name, "ms", await alternate(rounds, { ours: () => create(n), peer: () => create(few) }));
      await closeAll();
    }
  } finally {
    agent.destroy();
    await closeAll();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Until the window says that the task is made; its workers are told meanwhile. */
const createWith = (count: number): Deed => ({
  deliver: (from) => submitFormWith(from, NEW_PEOPLE.slice(0, count)),
  shownBy: "views.update",
});

/** Calls that came before count for nothing. */
async function forget(slack: ChildProcess, method: string): Promise<void> {
  await ask(slack, { method, calls: 0 });
}
