import type { ChannelSeen } from "../../domain/channels/channel-follow.ts";
import type { TaskWatch } from "../../domain/follow/task-watch.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";

/** A task whose turn it is: what is kept of it, and of which version that is. `until`: the end of the lease. */
export type ClaimedWatch = {
  readonly taskId: string;
  readonly watch: TaskWatch | undefined;
  readonly version: number;
  readonly until: number;
};

/** How many labels a worker (account id) had given by the end of an hour, counted since 1970. */
export type HourCount = { readonly account: string; readonly hour: number; readonly labeled: number };

export type FollowingStore = {
  /** True for whoever is to look for tasks that are not followed yet; nobody else within `pauseMs`. `since`: when following began. */
  claimRound(team: string, pauseMs: number): Promise<{ isMine: boolean; since: number }>;
  /** Open tasks that were created here and are not followed. */
  listUnknown(team: string, limit: number): Promise<readonly string[]>;
  /** These tasks are due then, if not before; from now on they are followed. */
  notice(team: string, taskIds: readonly string[], dueAt: number): Promise<void>;
  /** Tasks that are due, the caller's for `leaseMs`. */
  claimDue(team: string, limit: number, leaseMs: number): Promise<readonly ClaimedWatch[]>;
  /** Keeps what was seen with the events that tell of it. False, with nothing written, when somebody else has looked since. */
  save(
    team: string,
    claimed: ClaimedWatch,
    seen: {
      watch: TaskWatch;
      counts: readonly HourCount[];
      /** What channels that follow the task have seen of it, by channel. */
      seenBy: ReadonlyMap<string, ChannelSeen>;
      /** Who is reminded by one of the events (Slack user ids). */
      reminded: readonly string[];
      events: readonly NewEvent[];
      dueAt: number;
    },
  ): Promise<boolean>;
  /** It could not be looked at: again then, if nothing is noticed before. */
  postpone(team: string, claimed: ClaimedWatch, dueAt: number): Promise<void>;
  find(team: string, taskId: string): Promise<TaskWatch | undefined>;
  /** In the order of hours. */
  listCounts(team: string, taskId: string): Promise<readonly HourCount[]>;
  /** How many of their assignments these people (Slack user ids) have submitted more than once. */
  countSentBack(team: string, taskId: string, people: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The task is gone; `events` tell of it. */
  remove(team: string, taskId: string, events: readonly NewEvent[]): Promise<void>;
};

/** Where something stands in a file, in bytes. */
export type FilePlace = { readonly offset: number; readonly length: number };

/** A file for as long as one piece of work takes. */
export type TemporaryFile = {
  /** In bytes. */
  readonly size: number;
  /** Writes texts at its end; gives the place of each. */
  append(texts: readonly string[]): Promise<readonly FilePlace[]>;
  read(place: FilePlace): Promise<string>;
  /** Its content, read when it is sent. */
  asBlob(): Promise<Blob>;
  remove(): Promise<void>;
};

/** When people were last reminded of a task, by its lead or by itself. */
export type ReminderStore = {
  /** When each was reminded since then, by Slack user id; who was not is left out. */
  listSince(team: string, taskId: string, since: Date): Promise<ReadonlyMap<string, Date>>;
  /** Reminds those of the people who were not reminded since then, with an event each, in one transaction; gives them. */
  remind(
    task: { readonly team: string; readonly taskId: string },
    people: readonly string[],
    how: { readonly since: Date; readonly eventOf: (person: string) => NewEvent },
  ): Promise<readonly string[]>;
};
