import { csvLine } from "../../domain/follow/write-results.ts";
import { type Doing, type KeptDoing, type Noted, newDoing } from "../../domain/history/doings.ts";
import { type HistoryAsked, type HistoryPage, idsIn } from "../../domain/history/history-page.ts";
import type { Log } from "../../domain/log.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import { plural } from "../../domain/numbers.ts";
import type { FindName } from "../../domain/people/person.ts";
import type { Named } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { SendFile } from "../follow/exporting.ts";
import type { TemporaryFile } from "../follow/ports.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { PeopleDirectory, TasksGateway } from "../ports.ts";

/** Two blocks each; a message takes 50. */
const ROWS_PER_PAGE = 10;
/** Read and written together for a file. */
const ROWS_PER_BATCH = 1_000;

const NOT_YOURS = "Only members of this workspace see what was done in it.";
const NOT_TOLD = "Slack did not say who you are, which this needs. Try again in a moment.";
const COLUMNS = ["at", "person", "name", "did", "via", "task_id", "task", "details"];

/** What people have done, as it is kept. */
export type HistoryStore = {
  note(doings: readonly Doing[]): Promise<void>;
  /** The newest ones first. */
  list(
    query: { team: string; taskId?: string; person?: string; before?: number },
    limit: number,
  ): Promise<readonly KeptDoing[]>;
  /** A task of one of these ids, or one that was deleted and had one of these names. */
  findTask(team: string, texts: readonly string[]): Promise<Named | undefined>;
};

export type History = ReturnType<typeof createHistory>;

/** Shows who did what, to those who may see it: all of a task to whoever may edit it, all to admins, and to members what they did themselves. */
export function createHistory(deps: {
  store: HistoryStore;
  tasks: Pick<TasksGateway, "getTask">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  rights: Pick<Rights, "refusalNow">;
  people: Pick<PeopleDirectory, "findSurely">;
  findName: FindName;
  openFile: () => Promise<TemporaryFile>;
  sendFile: SendFile;
  /** What is kept, as far as this version can read it. */
  read: (kept: KeptDoing) => Noted;
  /** One line that says what was done. */
  say: (noted: Noted, names: Pick<HistoryPage, "names">) => string;
  log: Log;
}) {
  const { store, tasks, accounts, rights, people, findName, openFile, sendFile, read, say, log } = deps;

  /** Whose doings this person sees: everybody's, or their own; or, as a sentence, why none. Rejects with `TasksApiError`. */
  async function scopeOf(
    team: string,
    person: string,
    taskId: string | undefined,
  ): Promise<"all" | "own" | { refusal: string }> {
    const member = await people.findSurely(person, { anew: true }).catch((err: unknown) => {
      log.warn({ err, person }, "Slack does not say who somebody is: they see no history");
      return null;
    });
    if (member === null) return { refusal: NOT_TOLD };
    if (!member?.isActive || member.isBot || member.standing !== undefined) return { refusal: NOT_YOURS };
    if (member.isAdmin) return "all";
    if (taskId === undefined) return "own";
    try {
      const task = await tasks.getTask(taskId, "interactive");
      return (await rights.refusalNow(team, person, { action: "edit", task })) === undefined ? "all" : "own";
    } catch (error) {
      // Whose task it was nobody can say any more.
      if (error instanceof TasksApiError && error.isGone) return "own";
      throw error;
    }
  }

  async function namesIn(team: string, rows: readonly Noted[]): Promise<ReadonlyMap<string, string>> {
    const ids = rows.map(idsIn);
    const names = new Map<string, string>();
    for (const id of new Set(ids.flatMap((one) => one.people))) names.set(id, (await findName(id)) ?? id);
    const ofAccounts = [...new Set(ids.flatMap((one) => one.accounts))];
    try {
      const known = ofAccounts.length > 0 ? await accounts.identify(team, ofAccounts) : {};
      for (const [id, { name }] of Object.entries(known)) names.set(id, name);
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err }, "a history names accounts by their ids");
    }
    return names;
  }

  const queryOf = (team: string, person: string, { taskId, before }: HistoryAsked, scope: "all" | "own") => ({
    team,
    ...(taskId !== undefined && { taskId }),
    ...(before !== undefined && { before }),
    ...(scope === "own" && { person }),
  });

  /** A page, or a sentence that says why there is none. */
  async function load(team: string, person: string, asked: HistoryAsked): Promise<HistoryPage | string> {
    const scope = await scopeOf(team, person, asked.taskId);
    if (typeof scope === "object") return scope.refusal;
    const found = await store.list(queryOf(team, person, asked, scope), ROWS_PER_PAGE + 1);
    const rows = found.slice(0, ROWS_PER_PAGE).map(read);
    const task = asked.taskId === undefined ? undefined : await store.findTask(team, [asked.taskId]);
    return {
      asked,
      ...(task && { task }),
      isOfAll: scope === "all",
      rows,
      hasOlder: found.length > rows.length,
      names: await namesIn(team, rows),
    };
  }

  /** Sends all that this person sees as a file into their messages; gives what is to be said of it. */
  async function save(team: string, person: string, { taskId }: HistoryAsked): Promise<string> {
    const asked = taskId === undefined ? {} : { taskId };
    const scope = await scopeOf(team, person, taskId);
    if (typeof scope === "object") return scope.refusal;
    const file = await openFile();
    try {
      let count = 0;
      await file.append([csvLine(COLUMNS)]);
      for await (const rows of batches(queryOf(team, person, asked, scope))) {
        const names = await namesIn(team, rows);
        await file.append([rows.map((row) => csvLine(cellsOf(row, names))).join("")]);
        count += rows.length;
      }
      const comment = `History, ${plural(count, "line")}`;
      await sendFile(person, { name: "history.csv", content: await file.asBlob(), comment });
      const task = taskId === undefined ? undefined : await store.findTask(team, [taskId]);
      await store.note([newDoing("history.exported", { team, person, ...(task && { task }) }, {})]);
      return `${plural(count, "line")} of history ${count === 1 ? "is" : "are"} in your messages with Labeldesk.`;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      log.warn({ err: error }, "a history could not be uploaded");
      return "Slack did not take the file. Try again in a moment.";
    } finally {
      await file.remove();
    }
  }

  async function* batches(query: ReturnType<typeof queryOf>): AsyncGenerator<readonly Noted[], void> {
    let before: number | undefined;
    for (;;) {
      const rows = await store.list({ ...query, ...(before !== undefined && { before }) }, ROWS_PER_BATCH);
      if (rows.length === 0) return;
      yield rows.map(read);
      before = rows.at(-1)?.order;
    }
  }

  const cellsOf = (noted: Noted, names: ReadonlyMap<string, string>): string[] => [
    noted.at.toISOString(),
    noted.person ?? "",
    names.get(noted.person ?? "") ?? "",
    say(noted, { names }),
    noted.via ?? "",
    noted.task?.id ?? "",
    noted.task?.name ?? "",
    JSON.stringify(noted.about),
  ];

  const told =
    <Args extends readonly unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer | string> =>
      ask(...args).catch((error: unknown) => {
        if (error instanceof TasksApiError) return describeFault(error, accounts.otherSide);
        throw error;
      });

  return { load: told(load), save: told(save), findTask: store.findTask };
}
