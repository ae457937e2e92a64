import * as z from "zod";
import type { TaskCard } from "../domain/cards/task-card.ts";
import type { ChannelFollow, FollowKey, LeadFollow, LeadKey, OpenOfLead } from "../domain/channels/channel-follow.ts";
import type { ChannelNews } from "../domain/channels/channel-news.ts";
import { isRestricted } from "../domain/channels/slack-words.ts";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import {
  type ChannelEnded,
  type ChannelRefresh,
  type ChannelUnfollowed,
  type CreatedTask,
  type EventPayloads,
  type NewEvent,
  newEvent,
} from "../domain/notifications/events.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import type { Named as NamedTask } from "../domain/task.ts";
import { buildGoneCard } from "../views/cards/task-card.ts";
import { buildLeadCard, buildLiveCard, buildUnfollowed } from "../views/channels/live-card.ts";
import { buildChannelEnded, buildNews, tellChannelEnded } from "../views/channels/news.ts";
import type { AuthorOf } from "./shared/author-of.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import { cardOrWait } from "./shared/or-wait.ts";
import type { LoadCard } from "./shared/ports.ts";
import { Gone, Named } from "./shared/read-payloads.ts";

/** A channel that was connected with another organization since: as Slack's own flag is called. */
const READ_OUTSIDE = "is_ext_shared";
/** Slack's words for a place in which nothing more can be posted. */
const CLOSED_PLACES = ["channel_not_found", "not_in_channel", "is_archived", "is_inactive"];
/** And for a card that can never be edited, or answered, again. */
const LOST_CARDS = [
  "message_not_found",
  "thread_not_found",
  "cannot_reply_to_message",
  "cant_update_message",
  "edit_window_closed",
];

const Key = z.object({ team: z.string(), channel: z.string(), taskId: z.string() }) satisfies z.ZodType<FollowKey>;
const Lead = z.object({ team: z.string(), channel: z.string(), lead: z.string() }) satisfies z.ZodType<LeadKey>;
const Created = z.object({ team: z.string(), task: Named, person: z.string() }) satisfies z.ZodType<CreatedTask>;
const Refresh = Key.extend({ gone: Gone.exactOptional() }) satisfies z.ZodType<ChannelRefresh>;
const News = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("created") }),
  z.object({ kind: z.literal("half"), work: z.number() }),
  z.object({ kind: z.literal("review"), waiting: z.number() }),
  z.object({ kind: z.literal("finished"), labels: z.number(), people: z.number(), tookMs: z.number() }),
  z.object({
    kind: z.literal("closed"),
    status: z.enum(["IN_PROGRESS", "DONE", "WONT_DO", "FAILED", "IDLE", "UNKNOWN"]),
  }),
]) satisfies z.ZodType<ChannelNews>;
const Unfollowed = z.object({
  team: z.string(),
  channel: z.string(),
  ts: z.string(),
  task: Named.exactOptional(),
  lead: z.string().exactOptional(),
  by: z.string(),
  at: z.number(),
}) satisfies z.ZodType<ChannelUnfollowed>;
const Ended = z.object({
  team: z.string(),
  person: z.string(),
  task: Named,
  isReleased: z.boolean().exactOptional(),
  channel: z.string(),
  total: z.number(),
  why: z.string(),
}) satisfies z.ZodType<ChannelEnded>;

/** Which tasks channels follow, and what becomes of them there. */
export type ChannelFollows = {
  find(key: FollowKey): Promise<ChannelFollow | undefined>;
  findLead(key: LeadKey): Promise<LeadFollow | undefined>;
  listForTask(team: string, taskId: string): Promise<readonly ChannelFollow[]>;
  listForLead(team: string, lead: string): Promise<readonly LeadFollow[]>;
  /** The card is there. */
  posted(key: FollowKey, ts: string): Promise<void>;
  noteLeadPosted(key: LeadKey, ts: string, events: readonly NewEvent[]): Promise<void>;
  openTasksOf(team: string, lead: string): Promise<OpenOfLead>;
  followOfLead(lead: LeadFollow, tasks: readonly NamedTask[]): Promise<void>;
  unfollow(
    key: FollowKey,
    eventsOf?: (ended: ChannelFollow) => readonly NewEvent[],
  ): Promise<ChannelFollow | undefined>;
  endChannel(
    team: string,
    channel: string,
    eventsOf: (ended: {
      readonly tasks: readonly ChannelFollow[];
      readonly leads: readonly LeadFollow[];
    }) => readonly NewEvent[],
  ): Promise<void>;
};

/**
 * One card for each task that a channel follows, kept as the task is, and news in its thread. A channel that the app may not write to any
 * more follows nothing; whoever has asked for it is told once.
 */
export function createChannelNotifications(deps: {
  courtesy: Pick<Courtesy, "putOff">;
  follows: ChannelFollows;
  /** Whether people of other organizations read the channel. Rejects with `DeliveryError` (domain). */
  isExternal: (channel: string) => Promise<boolean>;
  loadCard: LoadCard;
  findName: FindName;
  authorOf: AuthorOf;
}) {
  const { courtesy, follows, isExternal, loadCard, findName, authorOf } = deps;

  async function followCreated({ team, task, person }: CreatedTask): Promise<[]> {
    for (const lead of await follows.listForLead(team, person)) await follows.followOfLead(lead, [task]);
    return [];
  }

  async function followLead(key: LeadKey, { slack }: Handed): Promise<[]> {
    const found = await follows.findLead(key);
    if (!found) return [];
    const open = await follows.openTasksOf(key.team, key.lead);
    if (found.ts === undefined) {
      const name = await nameOf(found.lead);
      const posted = await unlessClosed(key, () =>
        slack.post(key.channel, buildLeadCard({ id: found.lead, name }, found.kinds, open)),
      );
      if (!posted) return [];
      await follows.noteLeadPosted(key, posted.ts, []);
    }
    await follows.followOfLead(found, open.tasks);
    return [];
  }

  async function post(key: FollowKey, { slack }: Handed): Promise<[]> {
    const found = await follows.find(key);
    if (!found || found.ts !== undefined) return [];
    const card = await load(key);
    if (!card) {
      await follows.unfollow(key);
      return [];
    }
    const posted = await unlessClosed(key, () => slack.post(key.channel, buildLiveCard(card, found.kinds)));
    if (posted) await follows.posted(key, posted.ts);
    return [];
  }

  async function refresh({ gone, ...key }: ChannelRefresh, { slack }: Handed): Promise<[]> {
    const found = await follows.find(key);
    if (found?.ts === undefined) return [];
    const { ts, kinds } = found;
    const card = gone ? undefined : await load(key);
    const message = card
      ? buildLiveCard(card, kinds)
      : buildGoneCard(gone && { ...gone, author: await authorOf(gone.by) });
    await unlessLost(key, () => slack.update(key.channel, ts, message));
    if (!card) await follows.unfollow(key);
    return [];
  }

  /** In the thread, as the task is by now; what has been switched off meanwhile is not told. */
  async function tell({ news, ...key }: EventPayloads["channel.news"], { slack }: Handed): Promise<[]> {
    const found = await follows.find(key);
    const kind = news.kind === "closed" ? "finished" : news.kind;
    if (found?.ts === undefined || !found.kinds.includes(kind)) return [];
    const { ts } = found;
    const card = await load(key);
    if (card) await unlessLost(key, () => slack.post(key.channel, buildNews(news, card), { threadTs: ts }));
    return [];
  }

  async function sayUnfollowed({ channel, ts, by, at, task, lead }: ChannelUnfollowed, { slack }: Handed): Promise<[]> {
    const names = { by: await nameOf(by), ...(lead !== undefined && { lead: await nameOf(lead) }) };
    try {
      await slack.update(channel, ts, buildUnfollowed({ task, at }, names));
    } catch (error) {
      // It is gone with what it stood for.
      if (!isWord(error, [...LOST_CARDS, ...CLOSED_PLACES])) throw error;
    }
    return [];
  }

  /** Undefined, with all ended that the channel follows, where nothing can be posted any more. */
  async function unlessClosed<T>(
    { team, channel }: { team: string; channel: string },
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    const end = (why: string): Promise<void> =>
      follows.endChannel(team, channel, ({ tasks }) => toAskers({ team, channel, why }, tasks));
    if (await isExternal(channel)) {
      await end(READ_OUTSIDE);
      return undefined;
    }
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DeliveryError) || !isClosed(error)) throw error;
      await end(error.slackError);
      return undefined;
    }
  }

  /** The same, and where the card is gone, the channel follows this task no more. */
  async function unlessLost(key: FollowKey, work: () => Promise<unknown>): Promise<void> {
    try {
      await unlessClosed(key, work);
    } catch (error) {
      if (!(error instanceof DeliveryError) || !isWord(error, LOST_CARDS)) throw error;
      const { team, channel } = key;
      await follows.unfollow(key, (ended) => toAskers({ team, channel, why: error.slackError }, [ended]));
    }
  }

  /** Undefined for a task that is gone. */
  const load = ({ team, taskId }: FollowKey): Promise<TaskCard | undefined> =>
    cardOrWait(loadCard(team, taskId), "no card");

  const nameOf = nameOrColleague(findName);
  const place = ({ channel }: { channel: string }): string => channel;

  return {
    "task.created": { payload: Created, deliver: followCreated },
    "channel.lead": { payload: Lead, deliver: followLead, place },
    "channel.card": { payload: Key, deliver: post, place },
    "channel.refresh": { payload: Refresh, deliver: refresh },
    "channel.news": { payload: Key.extend({ news: News }), deliver: tell, place },
    "channel.unfollowed": { payload: Unfollowed, deliver: sayUnfollowed },
    "channel.ended": {
      payload: Ended,
      async deliver(ended, { slack }) {
        await slack.post(ended.person, buildChannelEnded(ended));
        return [];
      },
      place: ({ person }) => person,
      waits: (ended) => courtesy.putOff("channel.ended", ended),
      listed: tellChannelEnded,
    },
  } satisfies Partial<Notifications>;
}

/** One event for each who has asked for some of it. */
function toAskers(
  head: Pick<ChannelEnded, "team" | "channel" | "why">,
  ended: readonly ChannelFollow[],
): readonly NewEvent[] {
  const askers = [...new Set(ended.map(({ by }) => by))];
  return askers.flatMap((person) => {
    const theirs = ended.filter(({ by }) => by === person);
    const [first] = theirs;
    if (!first) return [];
    const task = { id: first.taskId, name: first.taskName };
    return [newEvent("channel.ended", { ...head, person, task, total: theirs.length })];
  });
}

const isClosed = ({ slackError }: DeliveryError): boolean =>
  CLOSED_PLACES.includes(slackError) || isRestricted(slackError);

const isWord = (error: unknown, words: readonly string[]): boolean =>
  error instanceof DeliveryError && words.includes(error.slackError);
