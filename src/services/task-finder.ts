import { cutText } from "../domain/cut-text.ts";
import type { Log } from "../domain/log.ts";
import { formatCount } from "../domain/numbers.ts";
import type { TaskSummary } from "../domain/task-summary.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { describeFault } from "../domain/tasks-api-fault.ts";
import type { Accounts } from "./accounts.ts";
import type { TasksGateway } from "./ports.ts";
import type { IndexProgress, TaskIndex } from "./task-index.ts";

/** What a task's name, id or id beginning leads to. */
export type FoundTask =
  | { readonly kind: "one"; readonly id: string }
  | { readonly kind: "several"; readonly tasks: readonly TaskSummary[]; readonly total: number }
  /** Nothing, and why: in a sentence that says what to do next, and how far the app has looked. */
  | { readonly kind: "none"; readonly explanation: string };

export type TaskFinder = {
  /** By id, by the unique beginning of an id, or by name (whole, then part of it; case does not count). */
  find(team: string, text: string): Promise<FoundTask>;
  /** The tasks that this person has last had to do with, newest first; others' newest ones where there are fewer. */
  recent(team: string, person: string, limit: number): Promise<readonly TaskSummary[]>;
};

/** What an id may look like: nothing else is asked for as one. */
const ID = /^[\w.-]{1,64}$/;
/** A picker has 25 buttons at most; more matches than these are better narrowed. */
const MAX_OFFERED = 10;
/** How many of the newest tasks are looked at for one that the index does not know. */
const NEWEST = 50;

/** Finds tasks in the index, and asks the API where only it can know: for a whole id that the index has not met. */
export function createTaskFinder(deps: {
  index: TaskIndex;
  progress: (team: string) => Promise<IndexProgress>;
  tasks: Pick<TasksGateway, "listTasks">;
  accounts: Pick<Accounts, "resolve" | "otherSide">;
  log: Log;
}): TaskFinder {
  const { index, progress, tasks, accounts, log } = deps;

  async function find(team: string, text: string): Promise<FoundTask> {
    const wanted = text.trim();
    const known = await findKnown(team, wanted);
    if (known) return known;
    const asked = ID.test(wanted) ? await askForId(wanted) : undefined;
    if (asked?.kind === "one") return asked;
    const made = (await lookAtNewest()) ? await findKnown(team, wanted) : undefined;
    if (made) return made;
    const { isComplete, seen } = await progress(team);
    const shown = cutText(wanted, 100);
    const looked = isComplete
      ? `No task has the name or id “${shown}”. /task list shows all of them.`
      : `No task has the name or id “${shown}” among the first ${formatCount(seen)} tasks; I am still looking. Try again in a moment, or give the whole id.`;
    const explanation = asked ? `${looked} ${asked.explanation}` : looked;
    return { kind: "none", explanation };
  }

  async function findKnown(team: string, wanted: string): Promise<FoundTask | undefined> {
    const known = await index.find(team, wanted);
    if (known) return { kind: "one", id: known.id };
    for (const criteria of [{ name: wanted }, { text: wanted }]) {
      const found = await index.search(team, criteria, { offset: 0, limit: MAX_OFFERED });
      const [first] = found.tasks;
      if (first && found.total === 1) return { kind: "one", id: first.id };
      if (first) return { kind: "several", ...found };
    }
    return undefined;
  }

  /** What was made elsewhere a moment ago is not in the index yet: listed, it passes there. False when it cannot be listed now. */
  async function lookAtNewest(): Promise<boolean> {
    try {
      await tasks.listTasks({ page: 1, perPage: NEWEST, haste: "interactive" });
      return true;
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error }, "could not look for tasks that were made elsewhere a moment ago");
      return false;
    }
  }

  async function askForId(id: string): Promise<Exclude<FoundTask, { kind: "several" }> | undefined> {
    try {
      const { items } = await tasks.listTasks({ page: 1, perPage: 1, ids: [id], haste: "interactive" });
      return items.some((task) => task.id === id) ? { kind: "one", id } : undefined;
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error }, "could not ask for a task by its id");
      // "Not found" is how some servers answer a list of ids of which one is unknown.
      if (error.code === "not_found" || error.code === "invalid") return undefined;
      return { kind: "none", explanation: describeFault(error, accounts.otherSide) };
    }
  }

  async function recent(team: string, person: string, limit: number): Promise<readonly TaskSummary[]> {
    const account = await accountOf(team, person);
    const involved = { person, accounts: account === undefined ? [] : [account] };
    const own = (await index.search(team, { involved }, { offset: 0, limit })).tasks;
    if (own.length >= limit) return own;
    const newest = (await index.search(team, {}, { offset: 0, limit: limit + own.length })).tasks;
    const others = newest.filter(({ id }) => !own.some((task) => task.id === id));
    return [...own, ...others].slice(0, limit);
  }

  async function accountOf(team: string, person: string): Promise<string | undefined> {
    try {
      return (await accounts.resolve(team, [person], "interactive"))[person] ?? undefined;
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error }, "tasks are offered without asking whose they are");
      return undefined;
    }
  }

  return { find, recent };
}
