import type { JsonObject } from "../domain/json.ts";
import { isJsonObject } from "../domain/json.ts";
import type { Haste, Page, Task, TaskChanges, TaskSpec, WorkerCounts } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { AppClient } from "./app-client.ts";
import { overwriteTask } from "./overwrite-task.ts";
import { listPages, PAGE_SIZE } from "./pages.ts";
import { OneTaskAnswer, readTasks, TaskAnswer, TasksAnswer } from "./to-task.ts";
import type { Patience } from "./transport.ts";
import { AnyAnswer, TaskCountsAnswer, type WireCounts } from "./wire.ts";
import { writeTask } from "./write-task.ts";

/** How far a submission is looked for: 100 pages are 12,800 tasks. */
const MAX_SEARCHED_PAGES = 100;

/** The estimates that `TaskMetrics` holds; the API computes none of them unasked. */
const metricFields = [
  "metrics.input_source.inputs_count_estimated",
  "metrics.work.inputs_percent_estimated",
  "metrics.review.inputs_percent_estimated",
];

export type TaskQuery = {
  readonly page: number;
  readonly perPage: number;
  readonly workers?: readonly string[];
  readonly reviewers?: readonly string[];
  readonly ids?: readonly string[];
  readonly haste: Haste;
  /** Ask for `Task.metrics` too; the API has to compute them for every task of the page. */
  readonly withMetrics?: boolean;
};

const toCounts = (counts: WireCounts): WorkerCounts => ({
  accountId: counts.worker?.user?.id || counts.user_id,
  pending: counts.pending,
  awaitingReview: counts.awaiting_review,
  awaitingConsensusReview: counts.awaiting_consensus_review,
  success: counts.success,
  reviewDenied: counts.review_denied,
});

function submissionOf(task: Task): unknown {
  const ours = task.metadata["labeldesk"];
  return isJsonObject(ours) ? ours["submission"] : undefined;
}

/** RFC 3339 times of one server, all in UTC, sort as text; a task without a time counts as old. */
const newest = (tasks: readonly Task[]): Task | undefined =>
  [...tasks].sort((a, b) => (b.createdAt ?? "").localeCompare(a.createdAt ?? ""))[0];

/** The calls about tasks. All reject with `TasksApiError`. */
export function createTaskCalls(app: AppClient) {
  const listTaskPage = async (query: Omit<TaskQuery, "haste">, patience: Patience): Promise<readonly Task[]> => {
    const { tasks } = await app.send(
      {
        name: "ListTasks",
        method: "GET",
        path: ["tasks"],
        query: {
          page: query.page,
          per_page: query.perPage,
          ...(query.workers && { worker_user_ids: query.workers }),
          ...(query.reviewers && { review_user_ids: query.reviewers }),
          ...(query.ids && { ids: query.ids }),
          ...(query.withMetrics && { additional_fields: metricFields }),
        },
        answer: TasksAnswer,
        repeat: "always",
      },
      patience,
    );
    return readTasks("ListTasks", tasks);
  };

  /** The tasks of a submission, page by page. */
  async function* listTasksOf(
    submission: string,
    patience: Patience,
  ): AsyncGenerator<readonly Task[], void, undefined> {
    const fetchPage = (page: number, perPage: number) => listTaskPage({ page, perPage }, patience);
    let pages = 0;
    for await (const tasks of listPages(fetchPage, MAX_SEARCHED_PAGES)) {
      yield tasks.filter((task) => submissionOf(task) === submission);
      pages += 1;
      if (pages === MAX_SEARCHED_PAGES && tasks.length >= PAGE_SIZE) {
        const description = `not among the first ${MAX_SEARCHED_PAGES * PAGE_SIZE} tasks; there are more`;
        throw new TasksApiError({ code: "timed_out", call: "ListTasks", description });
      }
    }
  }

  return {
    /** PostTasks: one attempt, never repeated. After an error with `outcomeUnknown`, look for the task before trying again. */
    createTask: (spec: TaskSpec, options: { timeoutMs?: number } = {}): Promise<Task> =>
      app.send(
        {
          name: "PostTasks",
          method: "POST",
          path: ["tasks"],
          body: { tasks: [writeTask(spec)] },
          answer: OneTaskAnswer,
          repeat: "never",
        },
        app.openDeadline("background", options.timeoutMs),
      ),

    getTask: (id: string, haste: Haste): Promise<Task> =>
      app
        .send(
          {
            name: "GetTask",
            method: "GET",
            path: ["tasks", id],
            query: { additional_fields: ["all"] },
            answer: TaskAnswer,
            repeat: "always",
          },
          haste,
        )
        .then(({ task }) => task),

    /** One page. A list filter matches tasks with ANY of its ids; an empty one matches none, without asking. */
    listTasks: async (query: TaskQuery): Promise<Page<Task>> => {
      const filters = [query.workers, query.reviewers, query.ids];
      if (filters.some((filter) => filter?.length === 0)) return { items: [], hasMore: false };
      const items = await listTaskPage(query, query.haste);
      return { items, hasMore: items.length >= query.perPage };
    },

    /**
     * The task that a submission made, looked for by listing: at most 12,800 tasks, within one time limit over all pages (background's
     * unless given). `undefined` means that all tasks were seen; giving up earlier rejects with `timed_out`.
     */
    findBySubmission: async (submission: string, options: { timeoutMs?: number } = {}): Promise<Task | undefined> => {
      for await (const found of listTasksOf(submission, app.openDeadline("background", options.timeoutMs))) {
        if (found.length > 0) return newest(found);
      }
      return undefined;
    },

    /** All tasks of a submission, within background's time limit; giving up earlier rejects with `timed_out`. */
    findAllBySubmission: async (submission: string): Promise<readonly Task[]> => {
      const all: Task[] = [];
      for await (const found of listTasksOf(submission, app.openDeadline("background"))) all.push(...found);
      return all;
    },

    /**
     * PatchTasks `overwrite`. Repeated only where the first attempt was surely not carried out: a second overwrite would change nothing
     * of ours, but it would undo what somebody else changed in between.
     */
    overwriteTask: (raw: JsonObject, changes: TaskChanges, options: { timeoutMs?: number } = {}): Promise<Task> =>
      app.send(
        {
          name: "PatchTasks",
          method: "PATCH",
          path: ["tasks"],
          body: { action: "overwrite", tasks: [overwriteTask(raw, changes)] },
          answer: OneTaskAnswer,
          repeat: "if_untouched",
        },
        app.openDeadline("background", options.timeoutMs),
      ),

    /** DeleteTasks. Where an answer was lost and the repeat finds nothing, it is done once none of the tasks is left. */
    deleteTasks: async (ids: readonly string[], options: { timeoutMs?: number } = {}): Promise<void> => {
      if (ids.length === 0) return;
      const deadline = app.openDeadline("background", options.timeoutMs);
      const { result, attempts } = await app.sendCounted(
        {
          name: "DeleteTasks",
          method: "DELETE",
          path: ["tasks"],
          body: { ids: [...ids] },
          answer: AnyAnswer,
          repeat: "always",
        },
        deadline,
      );
      if (result.ok) return;
      if (attempts === 1 || !result.error.isGone) throw result.error;
      // One missing task fails the whole call, so that "not found" alone does not say that the others are gone.
      if (ids.length > 1) {
        const left = await listTaskPage({ page: 1, perPage: ids.length, ids }, deadline);
        if (left.some(({ id }) => ids.includes(id))) throw result.error;
      }
    },

    /** GetTaskInputCount: how far each worker is. Workers that are not users (models) are left out. */
    countWork: (taskId: string, haste: Haste): Promise<readonly WorkerCounts[]> =>
      app
        .send(
          {
            name: "GetTaskInputCount",
            method: "GET",
            path: ["tasks", taskId, "inputs", "count"],
            answer: TaskCountsAnswer,
            repeat: "always",
          },
          haste,
        )
        .then(({ counts }) => counts.map(toCounts).filter(({ accountId }) => accountId !== "")),
  };
}
