import { readExactId } from "../../domain/command-line.ts";
import { foldName } from "../../domain/fold-name.ts";
import type { TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { formatCount } from "../../domain/numbers.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import { cutText } from "../../domain/text.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import type { IndexProgress, TaskIndex } from "./task-index.ts";

/** What a task's name, id or id beginning leads to; `by` is the one of the texts that led there. */
export type FoundTask =
  | { readonly kind: "one"; readonly id: string; readonly by: string }
  | { readonly kind: "several"; readonly tasks: readonly TaskSummary[]; readonly total: number; readonly by: string }
  /** Nothing, and why: in a sentence that says what to do next, and how far the app has looked. */
  | { readonly kind: "none"; readonly explanation: string };

/** The texts that may name one task, the likeliest first. */
export type TaskQuestion = readonly string[];

export type TaskFinder = {
  /** By id, by name in any spelling, by the unique beginning of an id, or by a part of the name. */
  find(team: string, question: TaskQuestion): Promise<FoundTask>;
  /** The same for several tasks, with at most two requests to the other side in all. */
  findEach(team: string, questions: readonly TaskQuestion[]): Promise<readonly FoundTask[]>;
  /** The tasks that this person has last had to do with, newest first; others' newest ones where there are fewer. */
  recent(team: string, person: string, limit: number): Promise<readonly TaskSummary[]>;
};

/** What an id may look like: nothing else is asked for as one. */
const ID = /^[\w.-]{1,64}$/;
/** A picker has 25 buttons at most; more matches than these are better narrowed. */
const MAX_OFFERED = 10;
/** How many of the newest tasks are looked at for one that the index does not know. */
const NEWEST = 50;
/** Of how a list shows the end of a name that is longer than a line. */
const CUT = /…$/u;

type Found = Exclude<FoundTask, { kind: "none" }>;

/** Finds tasks in the index, and asks the API where only it can know: for whole ids that the index has not met. */
export function createTaskFinder(deps: {
  index: TaskIndex;
  progress: (team: string) => Promise<IndexProgress>;
  tasks: Pick<TasksGateway, "listTasks">;
  accounts: Pick<Accounts, "resolve" | "otherSide">;
  log: Log;
}): TaskFinder {
  const { index, progress, tasks, accounts, log } = deps;

  async function find(team: string, question: TaskQuestion): Promise<FoundTask> {
    const [found] = await findEach(team, [question]);
    if (!found) throw new Error("Every question has an answer");
    return found;
  }

  async function findEach(team: string, questions: readonly TaskQuestion[]): Promise<readonly FoundTask[]> {
    const known = await findAllKnown(team, questions);
    const open = questions.filter((_, at) => known[at] === undefined);
    if (open.length === 0) return known.filter((found) => found !== undefined);
    const asked = await askForIds([...new Set(open.flat().flatMap(idsIn))]);
    const isAllAsked = open.every((question) => pickAsked(question, asked.ids) !== undefined);
    const listed = !isAllAsked && (await lookAtNewest());
    const { isComplete, seen } = await progress(team);
    return Promise.all(
      questions.map(async (question, at) => {
        const found = known[at] ?? pickAsked(question, asked.ids) ?? (listed && (await findKnown(team, question)));
        if (found) return found;
        const shown = cutText(question[0] ?? "", 100);
        const looked = isComplete
          ? `No task has the name or id “${shown}”. /task list shows all of them.`
          : `No task has the name or id “${shown}” among the first ${formatCount(seen)} tasks; I am still looking. Try again in a moment, or give the whole id.`;
        return { kind: "none", explanation: asked.fault === undefined ? looked : `${looked} ${asked.fault}` };
      }),
    );
  }

  /** One after the other: each is a few questions to our own database. */
  async function findAllKnown(team: string, questions: readonly TaskQuestion[]): Promise<(Found | undefined)[]> {
    const found: (Found | undefined)[] = [];
    for (const question of questions) found.push(await findKnown(team, question));
    return found;
  }

  async function findKnown(team: string, question: TaskQuestion): Promise<Found | undefined> {
    for (const by of question) {
      const exact = await findExact(team, by);
      if (exact) return exact;
    }
    for (const by of question) {
      const text = by.replace(CUT, "");
      if (foldName(text) === "") continue;
      const found = await index.search(team, { text }, { offset: 0, limit: MAX_OFFERED });
      const [first] = found.tasks;
      if (first && found.total === 1) return { kind: "one", id: first.id, by };
      if (first) return { kind: "several", ...found, by };
    }
    return undefined;
  }

  /** By the whole id or the whole name: one may be another task's other. */
  async function findExact(team: string, by: string): Promise<Found | undefined> {
    const id = readExactId(by);
    const exact = id === undefined ? undefined : await index.find(team, id);
    if (exact) return { kind: "one", id: exact.id, by };
    const ofId = ID.test(by) ? await index.find(team, by) : undefined;
    const nothing = { tasks: [], total: 0 };
    const window = { offset: 0, limit: MAX_OFFERED };
    const named = foldName(by) === "" ? nothing : await index.search(team, { name: by }, window);
    const others = named.tasks.filter(({ id }) => id !== ofId?.id);
    const all = ofId ? [ofId, ...others] : others;
    const [first, second] = all;
    if (!first) return undefined;
    if (!second) return { kind: "one", id: first.id, by };
    return { kind: "several", tasks: all.slice(0, MAX_OFFERED), total: Math.max(named.total, all.length), by };
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

  /** Which of these ids there are, in one request. `fault` says why that could not be asked. */
  async function askForIds(ids: readonly string[]): Promise<{ ids: ReadonlySet<string>; fault?: string }> {
    if (ids.length === 0) return { ids: new Set() };
    try {
      const { items } = await tasks.listTasks({ page: 1, perPage: ids.length, ids, haste: "interactive" });
      return { ids: new Set(items.map(({ id }) => id)) };
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error }, "could not ask for tasks by their ids");
      // "Not found" is how some servers answer a list of ids of which one is unknown.
      if (error.code === "not_found" || error.code === "invalid") return { ids: new Set() };
      return { ids: new Set(), fault: describeFault(error, accounts.otherSide) };
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

  return { find, findEach, recent };
}

/** The ids that a text may be. */
const idsIn = (text: string): string[] => [readExactId(text) ?? "", text].filter((id) => ID.test(id));

function pickAsked(question: TaskQuestion, ids: ReadonlySet<string>): Found | undefined {
  for (const by of question) {
    const id = idsIn(by).find((each) => ids.has(each));
    if (id !== undefined) return { kind: "one", id, by };
  }
  return undefined;
}
