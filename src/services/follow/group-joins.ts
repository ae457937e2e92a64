import type { TaskSummary } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { OPEN_STATUSES } from "../../domain/own-part.ts";
import { findOrGone, TasksApiError } from "../../domain/tasks-api-error.ts";
import { userGroupsOf } from "../../domain/user-groups.ts";
import type { TaskIndex } from "../lists/task-index.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";

/** Of the newest open tasks that were given to one group. */
const MOST_TASKS = 20;
/** Of those who join at once: a group that is made anew is no news for a lead. */
const MOST_JOINED = 20;

export type GroupJoins = ReturnType<typeof createGroupJoins>;

/** Who joins a user group later is offered to the leads of the open tasks that were given to it. */
export function createGroupJoins(deps: {
  index: Pick<TaskIndex, "search">;
  tasks: Pick<TasksGateway, "getTask">;
  accounts: Pick<Accounts, "resolve">;
  outbox: { add(events: readonly NewEvent[]): Promise<void> };
  /** The outbox has something to send. */
  wake: () => void;
  log: Log;
}) {
  const { index, tasks, accounts, outbox, wake, log } = deps;

  /** Offers whoever has joined; `news` names the change, which Slack may tell of several times. */
  async function joined(team: string, group: string, people: readonly string[], news: string): Promise<void> {
    const criteria = { userGroups: [group], statuses: OPEN_STATUSES };
    const found = await index.search(team, criteria, { offset: 0, limit: MOST_TASKS });
    const events: NewEvent[] = [];
    for (const task of found.tasks)
      events.push(...(await offersOf(team, task, group, people.slice(0, MOST_JOINED), news)));
    if (events.length === 0) return;
    await outbox.add(events);
    wake();
  }

  async function offersOf(
    team: string,
    { id, creator }: TaskSummary,
    group: string,
    people: readonly string[],
    news: string,
  ): Promise<readonly NewEvent[]> {
    if (creator === undefined) return [];
    try {
      const task = await findOrGone(() => tasks.getTask(id, "background"));
      if (!task) return [];
      const known = await accounts.resolve(team, people, "background");
      const groups = userGroupsOf(task.metadata);
      const reviewers = task.review.strategy === "NONE" ? [] : task.review.reviewers;
      const roles = [
        { role: "worker", groups: groups.workers, has: task.work.workers },
        { role: "reviewer", groups: groups.reviewers, has: reviewers },
      ] as const;
      return roles.flatMap(({ role, groups: given, has }) => {
        const named = given.find((each) => each.id === group);
        if (!named) return [];
        const added = people.filter((person) => !has.includes(known[person] ?? ""));
        return added.map((person) =>
          newEvent(
            "group.joined",
            { team, person: creator, task: { id, name: task.name }, joined: person, handle: named.handle, role },
            { dedupeKey: `group:${news}:${id}:${role}:${person}` },
          ),
        );
      });
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, task: id }, "who joined a user group is not offered to a task's lead");
      return [];
    }
  }

  return { joined };
}
