import { type GroupGrown, type GroupJoined, type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { isOpen, OPEN_STATUSES } from "../../domain/own-part.ts";
import { findOrGone } from "../../domain/tasks-api-error.ts";
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
}) {
  const { index, tasks, accounts, outbox, wake } = deps;

  /**
   * Promises that whoever has joined is offered. Nothing remote is asked for it: Slack tells of it once, and who of them is on a task
   * already can be asked again.
   */
  async function joined(team: string, group: string, people: readonly string[], news: string): Promise<void> {
    const criteria = { userGroups: [group], statuses: OPEN_STATUSES };
    const found = await index.search(team, criteria, { offset: 0, limit: MOST_TASKS });
    const events = found.tasks.flatMap(({ id: taskId, creator: person }) => {
      if (person === undefined) return [];
      const grown = { team, person, taskId, group, people: people.slice(0, MOST_JOINED), news };
      return [newEvent("group.grown", grown, { dedupeKey: `group:${news}:${taskId}` })];
    });
    if (events.length === 0) return;
    await outbox.add(events);
    wake();
  }

  /** Who of those who have joined is to be offered to the task's lead. Rejects while that cannot be said. */
  async function findOffers({ team, person, taskId, group, people }: GroupGrown): Promise<readonly GroupJoined[]> {
    const task = await findOrGone(() => tasks.getTask(taskId, "background"));
    if (!task || !isOpen(task)) return [];
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
      const missing = people.filter((each) => !has.includes(known[each] ?? ""));
      const offer = { team, person, task: { id: task.id, name: task.name }, handle: named.handle, role };
      return missing.map((each) => ({ ...offer, joined: each }));
    });
  }

  return { joined, findOffers };
}
