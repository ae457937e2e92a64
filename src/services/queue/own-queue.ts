import type { OwnPart } from "../../domain/own-part.ts";
import { inQueueOrder, type QueuedTask, waits } from "../../domain/own-queue.ts";
import type { Task } from "../../domain/task.ts";
import type { TasksGateway } from "../ports.ts";
import type { FindOwnPart, Owner } from "./own-parts.ts";

/** Tasks asked for at a time. */
const PER_PAGE = 100;
/** Each costs a count: what waits is looked for among so many of the first. */
const MOST_COUNTED = 24;

/** Whose queue in which role, and which part of it. */
type QueueAsked = Owner & {
  readonly role: keyof OwnPart;
  readonly from: number;
  readonly size: number;
  /** At most so many hundreds of their tasks are looked at. */
  readonly hundreds: number;
};

/** `total` counts what is open; without `isWhole` there may be more. */
export type OwnQueuePart = {
  readonly tasks: readonly QueuedTask[];
  readonly total: number;
  readonly isWhole: boolean;
};

export type OwnQueue = (asked: QueueAsked) => Promise<OwnQueuePart>;

/**
 * One person's queue: what waits for them first, by priority, then age; behind it what is theirs and waits for others. Rejects with
 * `TasksApiError` where the tasks cannot be listed; one that cannot be counted stands without its figures.
 */
export function createOwnQueue(deps: { tasks: Pick<TasksGateway, "listTasks">; findOwnPart: FindOwnPart }): OwnQueue {
  const { tasks, findOwnPart } = deps;

  async function listAll({ account, role, hundreds }: QueueAsked): Promise<{ items: Task[]; isWhole: boolean }> {
    const filter = role === "work" ? { workers: [account] } : { reviewers: [account] };
    const items: Task[] = [];
    for (let page = 1; page <= hundreds; page++) {
      const listed = await tasks.listTasks({
        ...filter,
        page,
        perPage: PER_PAGE,
        withMetrics: true,
        haste: "interactive",
      });
      items.push(...listed.items);
      if (!listed.hasMore) return { items, isWhole: true };
    }
    return { items, isWhole: false };
  }

  const describe = async (asked: QueueAsked, task: Task): Promise<QueuedTask> => ({
    task,
    own: await findOwnPart(asked, task),
  });

  return async (asked) => {
    const { role, from, size } = asked;
    const { items, isWhole } = await listAll(asked);
    const open = inQueueOrder(items);
    const waiting: QueuedTask[] = [];
    const idle: QueuedTask[] = [];
    let counted = 0;
    while (counted < open.length && counted < MOST_COUNTED && waiting.length < from + size) {
      const next = open.slice(counted, counted + size);
      for (const each of await Promise.all(next.map((task) => describe(asked, task))))
        (waits(each, role) ? waiting : idle).push(each);
      counted += next.length;
    }
    // What was not counted may wait too.
    const ordered: (QueuedTask | Task)[] = [...waiting, ...open.slice(counted), ...idle];
    const shown = ordered.slice(from, from + size);
    const part = await Promise.all(shown.map((each) => ("own" in each ? each : describe(asked, each))));
    return { tasks: part, total: open.length, isWhole };
  };
}
