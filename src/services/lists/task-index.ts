import { summaryOf, type TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import type { Task } from "../../domain/task.ts";
import type { TaskCriteria } from "../../domain/task-criteria.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";

/** How far the index has been filled: `seen` tasks were looked at, and they are all when it is complete. */
export type IndexProgress = { readonly isComplete: boolean; readonly seen: number };

export type TaskIndexStore = {
  /** Takes tasks over as they are now; one that is known in a newer state stays as it is. */
  note(team: string, tasks: readonly TaskSummary[]): Promise<void>;
  forget(team: string, ids: readonly string[]): Promise<void>;
  find(team: string, id: string): Promise<TaskSummary | undefined>;
  /** The tasks that meet the criteria, the last changed first, and how many there are in all. */
  search(
    team: string,
    criteria: TaskCriteria,
    window: { offset: number; limit: number },
  ): Promise<{ tasks: readonly TaskSummary[]; total: number }>;
};

/** What is asked of the index. */
export type TaskIndex = Pick<TaskIndexStore, "find" | "search">;

export type IndexedTasks = {
  /** The Tasks API as before, with every task that passes noted in the index. */
  readonly tasks: TasksGateway;
  /** Answers with everything that has passed before the question. */
  readonly index: TaskIndex;
  /** Resolves when everything that has passed is written. */
  settle(): Promise<void>;
};

/**
 * Notes every task that passes through the gateway, and forgets those that turn out to be gone. What is written never holds up
 * or fails the call that it comes from: the index is a memory, not the truth. Who reads it waits for what is being written, so
 * that nobody finds a task as it was before they have seen it change.
 */
export function createIndexedTasks(deps: {
  tasks: TasksGateway;
  index: TaskIndexStore;
  team: string;
  /** Told of tasks that do not exist any more, before the index forgets them. */
  onGone: (ids: readonly string[]) => Promise<void>;
  /** Told of a task that was changed through this gateway. */
  onChanged?: (task: Task) => Promise<void>;
  log: Log;
}): IndexedTasks {
  const { tasks, index, team, onGone, onChanged, log } = deps;
  const underWay = new Set<Promise<void>>();

  const write = (work: Promise<void>): void => {
    const written = work
      .catch((err: unknown) => log.warn({ err }, "the index does not know of a task what it could"))
      .finally(() => underWay.delete(written));
    underWay.add(written);
  };
  const note = (some: readonly Task[]): void => {
    if (some.length === 0) return;
    write(
      index.note(
        team,
        some.map((task) => summaryOf(task, team)),
      ),
    );
  };
  const forget = (ids: readonly string[]): void => {
    if (ids.length > 0) write(onGone(ids).then(() => index.forget(team, ids)));
  };
  const noted = <T extends Task | undefined>(task: T): T => {
    if (task) note([task]);
    return task;
  };

  const settle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };

  const indexed: TasksGateway = {
    ...tasks,
    createTask: async (spec, options) => noted(await tasks.createTask(spec, options)),
    getTask: async (id, haste) => {
      try {
        return noted(await tasks.getTask(id, haste));
      } catch (error) {
        if (error instanceof TasksApiError && error.isGone) forget([id]);
        throw error;
      }
    },
    listTasks: async (query) => {
      const page = await tasks.listTasks(query);
      note(page.items);
      const { ids } = query;
      const saysWhatIsGone = ids !== undefined && !query.workers && !query.reviewers && query.perPage >= ids.length;
      if (saysWhatIsGone) forget(ids.filter((id) => !page.items.some((task) => task.id === id)));
      return page;
    },
    findBySubmission: async (submission, options) => noted(await tasks.findBySubmission(submission, options)),
    overwriteTask: async (raw, changes, options) => {
      const task = noted(await tasks.overwriteTask(raw, changes, options));
      // Before whoever has changed it is answered: what they see done is so for everybody.
      await onChanged?.(task).catch((err: unknown) =>
        log.warn({ err }, "who labels in a task learns later of its change"),
      );
      return task;
    },
    deleteTasks: async (ids, options) => {
      await tasks.deleteTasks(ids, options);
      forget(ids);
    },
  };
  return {
    tasks: indexed,
    index: {
      find: (...asked) => Promise.all(underWay).then(() => index.find(...asked)),
      search: (...asked) => Promise.all(underWay).then(() => index.search(...asked)),
    },
    settle,
  };
}
