import type { Named } from "../task.ts";

/** Of a lead's open tasks, so many are followed with the lead: each is a card in the channel (decision 0056). */
export const MOST_OF_LEAD = 100;

/** What a channel can be told about a task that it follows. */
export type NewsKind = "created" | "half" | "review" | "finished";

export const NEWS_KINDS: readonly NewsKind[] = ["created", "half", "review", "finished"];

/** Which task is followed in which channel. */
export type FollowKey = { readonly team: string; readonly channel: string; readonly taskId: string };

/** Whose tasks are followed in which channel, now and later; `lead` is a Slack user id. */
export type LeadKey = { readonly team: string; readonly channel: string; readonly lead: string };

/** A task that a channel follows: one card there, kept as the task is, and news in its thread. */
export type ChannelFollow = FollowKey & {
  readonly taskName: string;
  /** Who asked for it (Slack user id). */
  readonly by: string;
  /** The lead whose tasks are all followed there, where it came with them. */
  readonly via?: string;
  readonly kinds: readonly NewsKind[];
  /** The card; absent until it is posted. */
  readonly ts?: string;
  /** Absent until the task was first looked at with the card there. */
  readonly seen?: ChannelSeen;
};

/** That a lead's tasks are followed in a channel, now and later. */
export type LeadFollow = LeadKey & {
  readonly kinds: readonly NewsKind[];
  /** The message that says so there; absent until it is posted. */
  readonly ts?: string;
};

/** Of a lead's open tasks those that a channel follows with the lead, the last changed first, and how many are open in all. */
export type OpenOfLead = { readonly tasks: readonly Named[]; readonly total: number };

/** What was last seen of a task for a channel, and when (milliseconds since 1970) it was told what. */
export type ChannelSeen = {
  /** Stands for all that the card shows of the task's progress. */
  readonly shown: string;
  readonly createdAt?: number;
  readonly halfAt?: number;
  readonly reviewAt?: number;
  /** How many labels there were when it was told that review waits. */
  readonly reviewOf?: number;
  readonly finishedAt?: number;
  readonly closedAt?: number;
};
