import {
  type ChannelFollow,
  type FollowKey,
  type LeadFollow,
  type LeadKey,
  MOST_OF_LEAD,
  NEWS_KINDS,
  type NewsKind,
  type OpenOfLead,
} from "../../domain/channels/channel-follow.ts";
import { shownName } from "../../domain/fold-name.ts";
import { type ChannelUnfollowed, type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { OPEN_STATUSES } from "../../domain/own-part.ts";
import { type FindName, nameOrColleague } from "../../domain/people/person.ts";
import type { Named } from "../../domain/task.ts";
import type { TaskIndex } from "../lists/task-index.ts";
import type { ChannelFollowStore } from "./ports.ts";

/**
 * Whoever follows a task posts its card at once, so that they read in its place what stands in the way. What was begun and not ended
 * by then is posted by the outbox.
 */
const LEFT_BEHIND_MS = 60_000;

export type ChannelFollowing = ReturnType<typeof createChannelFollowing>;

/** What channels follow: a task, or a lead's tasks with those to come. */
export function createChannelFollowing(deps: {
  store: ChannelFollowStore;
  index: Pick<TaskIndex, "search">;
  findName: FindName;
  /** A task is to be looked at now. */
  noticed: (taskId: string) => void;
  /** Told after events were written, so that they are sent at once. */
  wake: () => void;
  now: () => Date;
}) {
  const { store, index, findName, noticed, wake, now } = deps;

  const leftBehindAt = (): Date => new Date(now().getTime() + LEFT_BEHIND_MS);
  const refreshOf = ({ team, channel, taskId }: FollowKey): NewEvent =>
    newEvent("channel.refresh", { team, channel, taskId });

  /** Whoever gets true posts the card, and says then that it is there (`posted`), or that it cannot be (`drop`). */
  function begin(key: FollowKey, { taskName, by }: Pick<ChannelFollow, "taskName" | "by">): Promise<boolean> {
    const card = newEvent("channel.card", key, { dueAt: leftBehindAt() });
    return store.follow({ ...key, taskName, by, kinds: NEWS_KINDS }, [card]);
  }

  async function posted(key: FollowKey, ts: string): Promise<void> {
    await store.notePosted(key, ts);
    noticed(key.taskId);
  }

  async function drop(key: FollowKey): Promise<void> {
    await store.unfollow(key);
  }

  /** As `begin`, for all tasks of a lead. */
  function beginLead(key: LeadKey): Promise<boolean> {
    return store.followLead({ ...key, kinds: NEWS_KINDS }, [newEvent("channel.lead", key, { dueAt: leftBehindAt() })]);
  }

  async function leadPosted(key: LeadKey, ts: string): Promise<void> {
    await store.noteLeadPosted(key, ts, [newEvent("channel.lead", key)]);
    wake();
  }

  async function dropLead(key: LeadKey): Promise<void> {
    await store.unfollowLead(key, () => []);
  }

  async function openTasksOf(team: string, lead: string): Promise<OpenOfLead> {
    const criteria = { creators: [lead], statuses: OPEN_STATUSES };
    const { tasks, total } = await index.search(team, criteria, { offset: 0, limit: MOST_OF_LEAD });
    return { tasks: tasks.map((task) => ({ id: task.id, name: shownName(task) })), total };
  }

  /** Lets a channel follow tasks of a lead whose tasks it follows; their cards come one after the other. */
  async function followOfLead({ team, channel, lead, kinds }: LeadFollow, tasks: readonly Named[]): Promise<void> {
    for (const { id: taskId, name: taskName } of tasks) {
      const key = { team, channel, taskId };
      await store.follow({ ...key, taskName, by: lead, via: lead, kinds }, [newEvent("channel.card", key)]);
    }
  }

  async function setKinds(key: FollowKey, kinds: readonly NewsKind[]): Promise<boolean> {
    const isSet = await store.setKinds(key, kinds, [refreshOf(key)]);
    wake();
    return isSet;
  }

  async function setLeadKinds(key: LeadKey, kinds: readonly NewsKind[]): Promise<boolean> {
    const isSet = await store.setLeadKinds(key, kinds, (tasks) => tasks.map(refreshOf));
    wake();
    return isSet;
  }

  /** False where the channel does not follow it. */
  async function unfollow(key: FollowKey, by: string): Promise<boolean> {
    const ended = await store.unfollow(key, (follow) => sayUnfollowed(follow, by), by);
    wake();
    return ended !== undefined;
  }

  async function unfollowLead(key: LeadKey, by: string): Promise<boolean> {
    const ended = await store.unfollowLead(
      key,
      ({ team, channel, ts, lead }, tasks) => [
        ...(ts === undefined ? [] : [newEvent("channel.unfollowed", { team, channel, ts, lead, ...byNow(by) })]),
        ...tasks.flatMap((task) => sayUnfollowed(task, by)),
      ],
      by,
    );
    wake();
    return ended !== undefined;
  }

  function sayUnfollowed({ team, channel, ts, taskId, taskName }: ChannelFollow, by: string): NewEvent[] {
    if (ts === undefined) return [];
    const task = { id: taskId, name: taskName };
    return [newEvent("channel.unfollowed", { team, channel, ts, task, ...byNow(by) })];
  }

  const byNow = (by: string): Pick<ChannelUnfollowed, "by" | "at"> => ({ by, at: Math.floor(now().getTime() / 1000) });

  /** All that a channel follows; leads with their names. */
  async function list(
    team: string,
    channel: string,
  ): Promise<{ tasks: readonly ChannelFollow[]; leads: readonly Named[] }> {
    const [tasks, leads] = await Promise.all([store.listForChannel(team, channel), store.listLeadsIn(team, channel)]);
    const named = leads.map(async ({ lead }) => ({ id: lead, name: await nameOf(lead) }));
    return { tasks, leads: await Promise.all(named) };
  }

  const nameOf = nameOrColleague(findName);

  return {
    begin,
    posted,
    drop,
    beginLead,
    leadPosted,
    dropLead,
    openTasksOf,
    followOfLead,
    setKinds,
    setLeadKinds,
    unfollow,
    unfollowLead,
    list,
    nameOf,
    find: store.find,
    findLead: store.findLead,
  };
}
