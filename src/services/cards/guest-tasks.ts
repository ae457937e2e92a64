import type { Log } from "../../domain/log.ts";
import type { TaskCriteria } from "../../domain/task-criteria.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { cutText } from "../../domain/text.ts";
import { createTaskFinder, type FoundTask, type TaskFinder, type TaskQuestion } from "../lists/task-finder.ts";
import type { TaskIndex } from "../lists/task-index.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";

export type GuestTasks = ReturnType<typeof createGuestTasks>;

/** What guests see of the tasks: those that they work on or review. */
export function createGuestTasks(deps: {
  index: TaskIndex;
  tasks: Pick<TasksGateway, "getTask" | "listTasks">;
  accounts: Pick<Accounts, "resolve" | "otherSide">;
  log: Log;
}) {
  const { index, tasks, accounts, log } = deps;

  /** Rejects with `TasksApiError` when the other side does not say. */
  async function accountOf(team: string, person: string): Promise<string | undefined> {
    return (await accounts.resolve(team, [person], "interactive"))[person] ?? undefined;
  }

  /** Whether somebody works on this task or reviews it; false too while that cannot be told. */
  async function isTheirs(team: string, person: string, taskId: string): Promise<boolean> {
    try {
      const account = await accountOf(team, person);
      if (account === undefined) return false;
      if (await index.find(team, taskId)) return (await indexOf(account).find(team, taskId)) !== undefined;
      const { work, review } = await tasks.getTask(taskId, "interactive");
      return [...work.workers, ...(review.strategy === "NONE" ? [] : review.reviewers)].includes(account);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, person }, "a guest is refused, since nobody says whether a task is theirs");
      return false;
    }
  }

  /** The index as if there were no tasks but those of this account. */
  const indexOf = (account: string): TaskIndex => ({
    async find(team, id) {
      const found = await index.find(team, id);
      return found && [...found.workers, ...found.reviewers].includes(account) ? found : undefined;
    },
    search: (team, criteria: TaskCriteria, window) =>
      index.search(team, { ...criteria, involved: { person: "", accounts: [account] } }, window),
  });

  async function finderFor(team: string, person: string): Promise<TaskFinder | undefined> {
    const account = await accountOf(team, person);
    if (account === undefined) return undefined;
    return createTaskFinder({
      index: indexOf(account),
      accounts,
      log,
      progress: async () => ({ isComplete: true, seen: 0 }),
      // An id is asked for by whoever may see every task; listing the newest only fills the index.
      tasks: { listTasks: async (query) => (query.ids ? { items: [], hasMore: false } : tasks.listTasks(query)) },
    });
  }

  /** Finds as for everybody, among what is theirs alone. */
  const finderOf = (person: string): Pick<TaskFinder, "find" | "recent"> => ({
    async find(team: string, question: TaskQuestion): Promise<FoundTask> {
      const found = await (await finderFor(team, person))?.find(team, question);
      if (found && found.kind !== "none") return found;
      const shown = cutText(question[0] ?? "", 100);
      return { kind: "none", explanation: `Nothing that is assigned to you has the name or id “${shown}”.` };
    },
    recent: async (team, asked, limit) => (await (await finderFor(team, person))?.recent(team, asked, limit)) ?? [],
  });

  return { isTheirs, finderOf };
}
