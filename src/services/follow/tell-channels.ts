import type { ChannelFollow, ChannelSeen } from "../../domain/channels/channel-follow.ts";
import { findNews, type TaskForChannels } from "../../domain/channels/channel-news.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";

/**
 * What channels that follow a task get of a look at it: news for their threads, and their cards anew where what they show has changed. A card
 * is edited once in `cardMs`, at the end of that time, however much happens within it: chat.update allows 50 calls a minute in all.
 */
export function tellChannels(
  follows: readonly ChannelFollow[],
  task: TaskForChannels,
  { at, cardMs }: { at: number; cardMs: number },
): { seenBy: ReadonlyMap<string, ChannelSeen>; events: readonly NewEvent[] } {
  const seenBy = new Map<string, ChannelSeen>();
  const events: NewEvent[] = [];
  for (const { team, channel, taskId, ts, kinds, seen: before } of follows) {
    // Its card comes first.
    if (ts === undefined) continue;
    const key = { team, channel, taskId };
    const { seen, news } = findNews(before, task, at);
    if (JSON.stringify(before) !== JSON.stringify(seen)) seenBy.set(channel, seen);
    for (const one of news) {
      const kind = one.kind === "closed" ? "finished" : one.kind;
      if (kinds.includes(kind)) events.push(newEvent("channel.news", { ...key, news: one }));
    }
    if (before === undefined || before.shown === seen.shown) continue;
    const moment = Math.floor(at / cardMs) + 1;
    const dedupeKey = `live:${team}:${channel}:${taskId}:${ts}:${moment}`;
    events.push(newEvent("channel.refresh", key, { dueAt: new Date(moment * cardMs), dedupeKey }));
  }
  return { seenBy, events };
}
