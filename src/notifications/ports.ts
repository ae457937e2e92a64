import type { KnownBlock, View } from "@slack/types";
import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { PostedMessage } from "../domain/posted-message.ts";

/** The outbox table. Claims are leases: what is neither completed nor postponed in time is claimed again (at least once). */
export type Outbox = {
  add(events: readonly NewEvent[]): Promise<void>;
  claim(limit: number, leaseMs: number): Promise<readonly OutboxEvent[]>;
  /** When the next event falls due; undefined when nothing waits. */
  nextDueAt(): Promise<Date | undefined>;
  /** Done; `followUps` are written in the same transaction. */
  complete(id: string, followUps?: readonly NewEvent[]): Promise<void>;
  /** Tried in vain: again at `dueAt`. `untried` does not count it as an attempt: a rate limit says nothing about the event. */
  postpone(id: string, dueAt: Date, error: string, options?: { untried?: boolean }): Promise<void>;
  /** Given up; `followUps` are written in the same transaction. */
  bury(id: string, error: string, followUps?: readonly NewEvent[]): Promise<void>;
  /** Events of the group that are neither done nor given up. */
  countWaiting(group: string): Promise<number>;
  /** The events of a group that were given up. */
  listBuried(group: string): Promise<readonly (OutboxEvent & { readonly error: string })[]>;
};

export type PostedMessageStore = {
  save(message: PostedMessage): Promise<void>;
  find(team: string, taskId: string, person: string, role: PostedMessage["role"]): Promise<PostedMessage | undefined>;
  listForTask(team: string, taskId: string): Promise<readonly PostedMessage[]>;
};

export type Message = { readonly text: string; readonly blocks: readonly KnownBlock[] };

/** What notifications call on Slack. One attempt each; rejects with `DeliveryError` (domain). */
export type Messenger = {
  /** Posts to a person (by user id) or a channel. */
  post(channel: string, message: Message, options?: { threadTs?: string }): Promise<{ channel: string; ts: string }>;
  update(channel: string, ts: string, message: Message): Promise<void>;
  /** Updates an open view; false when it is no longer open. */
  updateView(viewId: string, view: View): Promise<boolean>;
};

/** What somebody in Slack is called; undefined when Slack does not know them or does not answer. */
export type FindName = (person: string) => Promise<string | undefined>;
