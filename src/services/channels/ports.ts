import type { ChannelFollow, FollowKey, LeadFollow, LeadKey, NewsKind } from "../../domain/channels/channel-follow.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";

/** Which tasks channels follow, and whose. Events are written in the transaction of the change that they follow from. */
export type ChannelFollowStore = {
  /** False, with nothing written, where the channel follows the task already; it then does so by itself, and not only with a lead's. */
  follow(follow: Omit<ChannelFollow, "ts" | "seen">, events: readonly NewEvent[]): Promise<boolean>;
  /** The card is there. False where the task is not followed any more, or has a card already. */
  notePosted(key: FollowKey, ts: string): Promise<boolean>;
  find(key: FollowKey): Promise<ChannelFollow | undefined>;
  listForTask(team: string, taskId: string): Promise<readonly ChannelFollow[]>;
  /** By name. */
  listForChannel(team: string, channel: string): Promise<readonly ChannelFollow[]>;
  /** False where the task is not followed there. */
  setKinds(key: FollowKey, kinds: readonly NewsKind[], events: readonly NewEvent[]): Promise<boolean>;
  /** Ends the following of a task; gives what was followed. */
  unfollow(
    key: FollowKey,
    eventsOf?: (ended: ChannelFollow) => readonly NewEvent[],
    by?: string,
  ): Promise<ChannelFollow | undefined>;
  /** Ends all that a channel follows. */
  endChannel(
    team: string,
    channel: string,
    eventsOf: (ended: {
      readonly tasks: readonly ChannelFollow[];
      readonly leads: readonly LeadFollow[];
    }) => readonly NewEvent[],
  ): Promise<void>;
  /** False, with nothing written, where the lead's tasks are followed there already. */
  followLead(follow: Omit<LeadFollow, "ts">, events: readonly NewEvent[]): Promise<boolean>;
  /** The message that says so is there; `events` are what follows. */
  noteLeadPosted(key: LeadKey, ts: string, events: readonly NewEvent[]): Promise<void>;
  findLead(key: LeadKey): Promise<LeadFollow | undefined>;
  /** The channels in which a lead's tasks are followed. */
  listForLead(team: string, lead: string): Promise<readonly LeadFollow[]>;
  listLeadsIn(team: string, channel: string): Promise<readonly LeadFollow[]>;
  /** Also for the tasks that came with the lead's. False where the lead's are not followed there. */
  setLeadKinds(
    key: LeadKey,
    kinds: readonly NewsKind[],
    eventsOf: (tasks: readonly ChannelFollow[]) => readonly NewEvent[],
  ): Promise<boolean>;
  /** Ends the following of a lead's tasks, with those that came with it; gives what said so. */
  unfollowLead(
    key: LeadKey,
    eventsOf: (lead: LeadFollow, tasks: readonly ChannelFollow[]) => readonly NewEvent[],
    by?: string,
  ): Promise<LeadFollow | undefined>;
};
