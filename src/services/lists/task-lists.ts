import { isOwnList, isQueue, type ListQuery, needsIndex } from "../../domain/lists/list-query.ts";
import { ROWS_PER_PAGE, type TaskListPage, type TaskListRow } from "../../domain/lists/task-list.ts";
import { summaryOf, type TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { OPEN_STATUSES, type OwnPart } from "../../domain/own-part.ts";
import type { FindName } from "../../domain/people/person.ts";
import type { Task } from "../../domain/task.ts";
import type { TaskCriteria } from "../../domain/task-criteria.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import type { CountAwaiting } from "../queue/count-awaiting.ts";
import type { FindOwnPart } from "../queue/own-parts.ts";
import type { OwnQueue } from "../queue/own-queue.ts";
import type { IndexProgress, TaskIndex } from "./task-index.ts";

/** Of each task: a page names 24 people at most, and users.info allows 100 calls a minute. */
const WORKERS_NAMED = 3;

/** Whoever has more tasks than these narrows the list. */
const MOST_HUNDREDS = 5;

/** Who asks for which page of which list. */
type ListRequest = {
  readonly team: string;
  readonly person: string;
  readonly query: ListQuery;
  /** From 1. */
  readonly page: number;
};

/** Tasks for a page, before anybody has a name. */
type Listed = {
  readonly tasks: readonly (Task | TaskSummary)[];
  /** By task id. */
  readonly own?: ReadonlyMap<string, OwnPart>;
} & Pick<TaskListPage, "hasMore" | "total" | "lookedAt" | "fault">;

export type TaskLists = { load(request: ListRequest): Promise<TaskListPage> };

/**
 * Lists of tasks, a page at a time. What the API can filter by it is asked for, one page with its figures; the rest the local
 * index answers, and the API is asked for the shown tasks alone. Where the API does not answer, the index stands in.
 */
export function createTaskLists(deps: {
  tasks: Pick<TasksGateway, "listTasks">;
  index: Pick<TaskIndex, "search">;
  progress: (team: string) => Promise<IndexProgress>;
  accounts: Pick<Accounts, "resolve" | "identify" | "otherSide">;
  ownQueue: OwnQueue;
  findOwnPart: FindOwnPart;
  countAwaiting: CountAwaiting;
  findName: FindName;
  log: Log;
}): TaskLists {
  const { tasks, index, progress, accounts, ownQueue, findOwnPart, countAwaiting, findName, log } = deps;

  async function load(request: ListRequest): Promise<TaskListPage> {
    const { team, query, page } = request;
    const asked = query.people.length > 0 ? query.people : [request.person];
    const [{ criteria, withoutAccount, fault: unknownPeople }, names] = await Promise.all([
      readCriteria(team, query, asked),
      nameOf([...new Set([request.person, ...asked])]),
    ]);
    const listed: Listed =
      unknownPeople !== undefined
        ? { tasks: [], hasMore: false, fault: unknownPeople }
        : isQueue(query)
          ? await listQueue(request, criteria)
          : needsIndex(query)
            ? await listFromIndex(team, criteria, page)
            : await listFromApi(team, criteria, page);
    const rows = await toRows(request, listed, await findParts(request, criteria, listed));
    const { tasks: _tasks, own: _own, ...rest } = listed;
    return { query, page, asker: request.person, names, withoutAccount, ...rest, rows };
  }

  /** The query in terms of the other side: accounts for the people who label and review. */
  async function readCriteria(team: string, query: ListQuery, asked: readonly string[]) {
    const { types, statuses, reviews, priorities, text } = query;
    const filters = {
      ...(types.length > 0 && { types }),
      ...(statuses.length > 0 && { statuses }),
      ...(reviews.length > 0 && { reviews }),
      ...(priorities.length > 0 && { priorities }),
      ...(text !== "" && { text }),
    };
    if (query.scope === "all") return { criteria: filters, withoutAccount: [] };
    if (query.scope === "created") return { criteria: { ...filters, creators: asked }, withoutAccount: [] };
    try {
      const resolved = await accounts.resolve(team, asked, "interactive");
      const ids = asked.flatMap((person) => resolved[person] ?? []);
      const withoutAccount = asked.filter((person) => !resolved[person]);
      const role = query.scope === "mine" ? { workers: ids } : { reviewers: ids };
      return { criteria: { ...filters, ...role }, withoutAccount };
    } catch (error) {
      return { criteria: filters, withoutAccount: [], fault: explain(error) };
    }
  }

  /** What is theirs who ask, with what waits for them first. */
  async function listQueue({ team, person, query, page }: ListRequest, criteria: TaskCriteria): Promise<Listed> {
    const role = query.scope === "mine" ? "work" : "review";
    const [account] = criteria.workers ?? criteria.reviewers ?? [];
    if (account === undefined) return { tasks: [], hasMore: false };
    const from = (page - 1) * ROWS_PER_PAGE;
    try {
      const queue = await ownQueue({ team, person, account, role, from, size: ROWS_PER_PAGE, hundreds: MOST_HUNDREDS });
      return {
        tasks: queue.tasks.map(({ task }) => task),
        own: new Map(queue.tasks.map(({ task, own }) => [task.id, { [role]: own[role] }])),
        hasMore: from + queue.tasks.length < queue.total,
        total: { count: queue.total, isCertain: queue.isWhole },
      };
    } catch (error) {
      return listFromMemory(team, { ...criteria, statuses: OPEN_STATUSES }, page, explain(error));
    }
  }

  async function listFromApi(team: string, criteria: TaskCriteria, page: number): Promise<Listed> {
    const { workers, reviewers } = criteria;
    const filters = { ...(workers && { workers }), ...(reviewers && { reviewers }) };
    const ask = (pageAsked: number, withMetrics: boolean) =>
      tasks.listTasks({ page: pageAsked, perPage: ROWS_PER_PAGE, haste: "interactive", withMetrics, ...filters });
    try {
      const [{ items, hasMore: isFull }, known] = await Promise.all([ask(page, true), count(team, criteria)]);
      const seen = (page - 1) * ROWS_PER_PAGE + items.length;
      if (!isFull) {
        const isCertain = items.length > 0 || page === 1;
        return { tasks: items, hasMore: false, ...(isCertain && { total: { count: seen, isCertain } }) };
      }
      // A full page may be the last one. Only where the index knows of no more is that worth a second request.
      const hasMore = known !== seen || (await ask(page + 1, false)).items.length > 0;
      const total = hasMore ? { count: known ?? 0, isCertain: false } : { count: seen, isCertain: true };
      return { tasks: items, hasMore, ...((!hasMore || total.count > seen) && { total }) };
    } catch (error) {
      return listFromMemory(team, criteria, page, explain(error));
    }
  }

  /** How many tasks the index knows of, when all have been looked at. */
  async function count(team: string, criteria: TaskCriteria): Promise<number | undefined> {
    const { isComplete } = await progress(team);
    return isComplete ? (await index.search(team, criteria, { offset: 0, limit: 0 })).total : undefined;
  }

  async function listFromIndex(team: string, criteria: TaskCriteria, page: number): Promise<Listed> {
    const listed = await listFromMemory(team, criteria, page);
    const ids = listed.tasks.map(({ id }) => id);
    if (ids.length === 0) return listed;
    try {
      const fresh = await tasks.listTasks({
        page: 1,
        perPage: ids.length,
        ids,
        haste: "interactive",
        withMetrics: true,
      });
      const byId = new Map(fresh.items.map((task) => [task.id, task]));
      // Who was deleted is gone; who has changed since may not be what was asked for any more.
      const left = ids.flatMap((id) => byId.get(id) ?? []).filter((task) => stillMeets(task, criteria));
      return { ...listed, tasks: left };
    } catch (error) {
      return { ...listed, fault: explain(error) };
    }
  }

  async function listFromMemory(team: string, criteria: TaskCriteria, page: number, fault?: string): Promise<Listed> {
    const window = { offset: (page - 1) * ROWS_PER_PAGE, limit: ROWS_PER_PAGE };
    const [found, { isComplete, seen }] = await Promise.all([index.search(team, criteria, window), progress(team)]);
    return {
      tasks: found.tasks,
      total: { count: found.total, isCertain: isComplete && fault === undefined },
      hasMore: found.total > page * ROWS_PER_PAGE,
      ...(!isComplete && { lookedAt: seen }),
      ...(fault !== undefined && { fault }),
    };
  }

  /** What of the listed tasks is theirs whom the list is of; of what others label nothing is counted. */
  async function findParts(
    { team, person, query }: ListRequest,
    { workers, reviewers }: TaskCriteria,
    { tasks: listed, own }: Listed,
  ): Promise<ReadonlyMap<string, OwnPart>> {
    const role = query.scope === "reviews" ? "review" : "work";
    const [account] = (role === "review" ? reviewers : workers) ?? [];
    if (own || account === undefined || !(role === "review" || isOwnList(query))) return own ?? new Map();
    const fresh = listed.filter((each) => "raw" in each);
    const found = await Promise.all(
      fresh.map(async (task): Promise<[string, OwnPart]> => {
        const part = await findOwnPart({ team, person, account }, task);
        return [task.id, { [role]: part[role] }];
      }),
    );
    return new Map(found);
  }

  async function toRows(
    { team, query }: ListRequest,
    { tasks: listed }: Listed,
    parts: ReadonlyMap<string, OwnPart>,
  ): Promise<TaskListRow[]> {
    const partIn = (id: string): Pick<TaskListRow, "own" | "waitingForReview"> => {
      const part = parts.get(id);
      if (!part) return {};
      const waiting = part.review?.waiting;
      return { ...(isOwnList(query) && { own: part }), ...(waiting !== undefined && { waitingForReview: waiting }) };
    };
    const rows = await Promise.all(
      listed.map(async (each) => {
        if (!("raw" in each)) return { task: each };
        const awaitingReview = parts.has(each.id) ? undefined : await countAwaiting(each);
        return {
          task: summaryOf(each, team),
          ...(each.metrics && { metrics: each.metrics }),
          ...(awaitingReview !== undefined && { awaitingReview }),
        };
      }),
    );
    const named = [...new Set(rows.flatMap(({ task }) => task.workers.slice(0, WORKERS_NAMED)))];
    const identities = named.length > 0 ? await accounts.identify(team, named) : {};
    return rows.map((row) => ({
      ...row,
      workers: row.task.workers.slice(0, WORKERS_NAMED).map((id) => identities[id]?.name ?? id),
      ...partIn(row.task.id),
    }));
  }

  /** Who cannot be asked about now is called by their id. */
  async function nameOf(ids: readonly string[]): Promise<Record<string, string>> {
    const names = ids.map(async (id): Promise<[string, string]> => [id, (await findName(id)) ?? id]);
    return Object.fromEntries(await Promise.all(names));
  }

  /** What a person is told of a fault of the other side; anything else is thrown on. */
  function explain(error: unknown): string {
    if (!(error instanceof TasksApiError)) throw error;
    log.warn({ err: error }, "a list was asked for in vain");
    return describeFault(error, accounts.otherSide);
  }

  return { load };
}

function stillMeets(task: Task, { types, statuses, reviews, priorities }: TaskCriteria): boolean {
  return (
    (types?.includes(task.type) ?? true) &&
    (statuses?.includes(task.status) ?? true) &&
    (reviews?.includes(task.review.strategy) ?? true) &&
    (priorities?.includes(task.priority ?? "NONE") ?? true)
  );
}
