import type { AppHome, HomeConnection, HomeSection, HomeTask } from "../../domain/home/app-home.ts";
import type { TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { createAnswers } from "../../domain/memory.ts";
import { CLOSED_STATUSES, OPEN_STATUSES, type OwnPart } from "../../domain/own-part.ts";
import { inLeadOrder } from "../../domain/own-queue.ts";
import type { Task, TaskStatus } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import { waitsFor } from "../../domain/waits-for.ts";
import type { TaskIndex } from "../lists/task-index.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { PeopleDirectory, TasksGateway } from "../ports.ts";
import type { CountAwaiting } from "../queue/count-awaiting.ts";
import type { OwnQueue, OwnQueuePart } from "../queue/own-queue.ts";

/** A Home that is opened again at once shows what was just asked. */
const TTL_MS = 10_000;
/** Oldest entries go first beyond this. */
const MAX_REMEMBERED = 1_000;
/** What a section shows: each row costs a count. */
const ROWS = 8;
/** Each account is looked for in Slack, which allows 50 such calls a minute. */
const ACCOUNTS_LOOKED_FOR = 25;
const UNLINKED_SHOWN = 10;

export type HomeReaders = {
  /** Somebody looks at their Home: from now on it is kept up to date. */
  noteOpened(team: string, person: string): Promise<void>;
  /** Those of `people` who have looked at theirs lately. */
  among(team: string, people: readonly string[]): Promise<readonly string[]>;
};

export type AppHomes = ReturnType<typeof createAppHomes>;

/** Gathers what people's App Homes show: their two queues and what they have created, at once. */
export function createAppHomes(deps: {
  tasks: Pick<TasksGateway, "listTasks">;
  accounts: Pick<Accounts, "resolve" | "identify" | "list" | "canLink" | "otherSide">;
  index: Pick<TaskIndex, "search">;
  people: Pick<PeopleDirectory, "find">;
  rights: Pick<Rights, "refusal" | "isGuest">;
  ownQueue: OwnQueue;
  countAwaiting: CountAwaiting;
  /** The account that admins can change; undefined where nothing can be connected. */
  findConnection: () => Promise<HomeConnection | undefined>;
  readers: HomeReaders;
  now: () => Date;
  log: Log;
}) {
  const { tasks, accounts, index, people, rights, ownQueue, countAwaiting, findConnection, readers, now, log } = deps;
  const answers = createAnswers<AppHome>({ keepMs: TTL_MS, keepFailureMs: 0, most: MAX_REMEMBERED, now });

  const keyOf = (team: string, person: string): string => `${team}/${person}`;

  /** From memory while it is a few seconds old. Never rejects for want of an answer: what is missing is said in the home. */
  const load = async (team: string, person: string): Promise<AppHome> => {
    const home = await answers.ask(keyOf(team, person), () => gather(team, person));
    // Asked anew: an admin may have changed it since.
    return { ...home, may: { ...home.may, create: await isLead(team, person) } };
  };

  /** Something has changed for this person: asks again, whatever is remembered. */
  const reload = (team: string, person: string): Promise<AppHome> =>
    answers.ask(keyOf(team, person), () => gather(team, person), { anew: true });

  async function gather(team: string, person: string): Promise<AppHome> {
    const faults: string[] = [];
    const ask = async <T>(question: Promise<T>): Promise<T | undefined> => {
      try {
        return await question;
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        log.warn({ err: error }, "an App Home goes out without what was asked for");
        faults.push(describeFault(error, accounts.otherSide));
        return undefined;
      }
    };
    const resolved = await ask(accounts.resolve(team, [person], "interactive"));
    const account = resolved?.[person] ?? undefined;
    const queue = (role: keyof OwnPart): Promise<HomeSection | undefined> | undefined =>
      account === undefined
        ? undefined
        : ask(
            ownQueue({ team, person, account, role, from: 0, size: ROWS, hundreds: 1 }).then((part) =>
              toSection(part, role),
            ),
          );
    const [isGuest, mayCreate] = await Promise.all([isGuestOrUnknown(person), isLead(team, person)]);
    const [work, reviews, created, connection, unlinked] = await Promise.all([
      queue("work"),
      queue("review"),
      isGuest ? undefined : findCreated(team, person),
      isAdmin(person).then((is) => (is ? findConnection() : undefined)),
      findUnlinked(team, person),
    ]);
    const [fault] = faults;
    return {
      asOf: now(),
      otherSide: accounts.otherSide,
      ...(fault !== undefined && { fault }),
      hasAccount: account !== undefined || resolved === undefined,
      ...(work && { work }),
      ...(reviews && { reviews }),
      ...(created && { created }),
      may: { create: mayCreate, set: !isGuest },
      ...(connection && { connection }),
      ...(unlinked && { unlinked }),
    };
  }

  /** While Slack does not say who somebody is, they get what others get. */
  async function isAdmin(person: string): Promise<boolean> {
    try {
      const found = await people.find(person);
      return found?.isAdmin === true && found.standing === undefined;
    } catch (err) {
      log.warn(
        { err, person },
        "an App Home goes out without an admin's part, since Slack does not say who somebody is",
      );
      return false;
    }
  }

  const isLead = async (team: string, person: string): Promise<boolean> =>
    (await rights.refusal(team, person, { action: "create" })) === undefined;

  /** While Slack does not say who somebody is, they get what a guest would. */
  async function isGuestOrUnknown(person: string): Promise<boolean> {
    try {
      return await rights.isGuest(person);
    } catch (err) {
      log.warn({ err, person }, "an App Home goes out as a guest's, since Slack does not say who somebody is");
      return true;
    }
  }

  /** From the local index, with the figures that the API has of these tasks now; what is closed comes last. */
  async function findCreated(team: string, person: string): Promise<HomeSection> {
    const search = (statuses: readonly TaskStatus[], limit: number) =>
      index.search(team, { creators: [person], statuses }, { offset: 0, limit });
    const open = await search(OPEN_STATUSES, ROWS);
    const closed = await search(CLOSED_STATUSES, ROWS - open.tasks.length);
    const found = [...open.tasks, ...closed.tasks];
    const more = open.total + closed.total - found.length;
    const ids = found.map(({ id }) => id);
    const fresh = new Map<string, Task>();
    try {
      const page = await tasks.listTasks({ page: 1, perPage: ROWS, ids, withMetrics: true, haste: "interactive" });
      for (const task of page.items) fresh.set(task.id, task);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error }, "an App Home shows created tasks as they were last seen");
      return { tasks: found.map(toHomeTask), more, isMoreExact: true };
    }
    const shown = await Promise.all(
      found
        .flatMap(({ id }) => fresh.get(id) ?? [])
        .map(async (task) => ({ ...toHomeTask(task), ...wholeFigures(task, await countAwaiting(task)) })),
    );
    return { tasks: inLeadOrder(shown), more, isMoreExact: true };
  }

  /** Accounts that nobody in Slack is known to be, for admins, who can link them. */
  async function findUnlinked(team: string, person: string): Promise<AppHome["unlinked"]> {
    if (!accounts.canLink) return undefined;
    try {
      if (!(await people.find(person))?.isAdmin) return undefined;
      const all = await accounts.list("interactive");
      const asked = all.slice(0, ACCOUNTS_LOOKED_FOR).map(({ id }) => id);
      const known = await accounts.identify(team, asked);
      const names = asked.filter((id) => known[id]?.person === undefined).map((id) => known[id]?.name ?? id);
      if (names.length === 0) return undefined;
      return { names: names.slice(0, UNLINKED_SHOWN), more: Math.max(0, names.length - UNLINKED_SHOWN) };
    } catch (err) {
      log.warn({ err }, "an App Home goes out without the accounts that nobody is linked to");
      return undefined;
    }
  }

  return { load, reload, noteOpened: readers.noteOpened, readersAmong: readers.among };
}

type Listed = Pick<Task | TaskSummary, "id" | "name" | "type" | "status" | "priority">;

const toSection = ({ tasks, total, isWhole }: OwnQueuePart, role: keyof OwnPart): HomeSection => ({
  tasks: tasks.map(({ task, own }) => ({ ...toHomeTask(task), own: { [role]: own[role] } })),
  more: total - tasks.length,
  isMoreExact: isWhole,
});

const toHomeTask = ({ id, name, type, status, priority }: Listed): HomeTask => ({
  id,
  name,
  type,
  status,
  ...(priority && { priority }),
});

function wholeFigures(task: Task, awaiting: number | undefined): Pick<HomeTask, "work" | "review" | "waits"> {
  const { metrics, review } = task;
  const waits = waitsFor({ ...task, workers: task.work.workers, review: review.strategy }, metrics, awaiting);
  const fraction = (percent: number): number => Math.min(1, Math.max(0, percent / 100));
  return {
    ...(metrics?.workPercent !== undefined && { work: fraction(metrics.workPercent) }),
    ...(metrics?.reviewPercent !== undefined &&
      review.strategy !== "NONE" && { review: fraction(metrics.reviewPercent) }),
    ...(waits && { waits }),
  };
}
