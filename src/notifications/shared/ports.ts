import type { AnyBlock, HomeView, KnownBlock, View } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { TaskWatch } from "../../domain/follow/task-watch.ts";
import type { AppHome } from "../../domain/home/app-home.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { GroupGrown, GroupJoined, NewEvent } from "../../domain/notifications/events.ts";
import type { HeldNotice, NewHeldNotice, PostedCard, PostedMessage } from "../../domain/notifications/kept.ts";
import type { Claim, ClaimedEvent, Doubt, OutboxEvent } from "../../domain/notifications/outbox-event.ts";
import type { Pacing } from "../../domain/notifications/pace.ts";
import type { OwnProgress } from "../../domain/own-part.ts";
import type { Role, Timing } from "../../domain/settings/preferences.ts";
import type { TasksApiError } from "../../domain/tasks-api-error.ts";

/** Events of one kind, or of all but these; of one workspace, or of all. */
export type Selection = ({ readonly only: string } | { readonly except: readonly string[] }) & {
  readonly team?: string;
};

/**
 * The outbox table. Claims are leases: what is neither completed nor postponed in time is claimed again (at least once). What is
 * recorded by a claim that is over is not written, and the answer is false.
 */
export type Outbox = {
  add(events: readonly NewEvent[]): Promise<void>;
  /**
   * With `pacing` only what may leave now by its place's and its workspace's pace, in all replicas; the rest is put off to its slot. None
   * at all may mean that more is due.
   */
  claim(limit: number, leaseMs: number, which?: Selection, pacing?: Pacing): Promise<readonly ClaimedEvent[]>;
  /** Prolongs leases; gives the ids of those that are still held. */
  renew(claims: readonly Claim[], leaseMs: number): Promise<readonly string[]>;
  /** When the next event falls due; undefined when nothing waits. */
  nextDueAt(which?: Selection): Promise<Date | undefined>;
  /** Done; `followUps` are written in the same transaction. */
  complete(claim: Claim, followUps?: readonly NewEvent[]): Promise<boolean>;
  /**
   * Tried in vain: again at `dueAt`. `untried` does not count it as an attempt: a rate limit says nothing about the event.
   * `doubt`: which attempts may have sent it after all. `hold`: the place with which Slack asks to wait until `dueAt`; where it asks so of
   * a second one, the workspace waits.
   */
  postpone(
    claim: Claim,
    dueAt: Date,
    error: string,
    options?: { untried?: boolean; doubt?: Doubt | undefined; hold?: string | undefined },
  ): Promise<boolean>;
  /** Given up; `followUps` are written in the same transaction. */
  bury(claim: Claim, error: string, followUps?: readonly NewEvent[]): Promise<boolean>;
  /** Events of the group that are neither done nor given up. */
  countWaiting(group: string): Promise<number>;
  /** The events of a group that were given up. */
  listBuried(group: string): Promise<readonly (OutboxEvent & { readonly error: string })[]>;
};

export type PostedMessageStore = {
  save(message: PostedMessage): Promise<void>;
  find(team: string, taskId: string, person: string, role: PostedMessage["role"]): Promise<PostedMessage | undefined>;
  listForTask(team: string, taskId: string): Promise<readonly PostedMessage[]>;
  /** Nothing that still has to say something true: it is edited no more. */
  remove(message: Omit<PostedMessage, "channel" | "ts">): Promise<void>;
};

/** The message in which somebody was last asked to review a task. */
export type ReviewAskStore = {
  save(key: ReviewAskKey, message: { readonly channel: string; readonly ts: string }): Promise<void>;
  find(key: ReviewAskKey): Promise<{ readonly channel: string; readonly ts: string } | undefined>;
};
type ReviewAskKey = { readonly team: string; readonly person: string; readonly taskId: string };

/** The copies of tasks' cards that the app has posted. */
export type PostedCardStore = {
  save(card: PostedCard): Promise<void>;
  listForTask(team: string, taskId: string): Promise<readonly PostedCard[]>;
  remove(card: PostedCard): Promise<void>;
};

/**
 * A task as its card shows it now, with what of it is theirs who look at it; `gone` when it exists no more. `fault`: what the other side
 * did not do; absent where the task is not theirs to see.
 */
export type LoadCard = (
  team: string,
  taskId: string,
  viewer?: string,
) => Promise<
  | { readonly kind: "card"; readonly card: TaskCard }
  | { readonly kind: "gone" }
  | { readonly kind: "unavailable"; readonly reason: string; readonly fault?: TasksApiError }
>;

/** How far a worker is with a task. `isAsked`: also of whom this app has not seen beginning, as who labels elsewhere. */
export type FindProgress = (
  worker: { readonly team: string; readonly person: string; readonly taskId: string },
  options?: { readonly isAsked?: boolean },
) => Promise<OwnProgress>;

export type Message = { readonly text: string; readonly blocks: readonly KnownBlock[] };

/** By what a message is found again: the event that it tells of, and which of the event's messages it is (0, 1 …). */
export type Mark = { readonly event: string; readonly part: number };

/** Where a message was posted. */
export type Posted = { readonly channel: string; readonly ts: string };

/** "unknown": where it would be nobody lets us look, or not now. */
export type Found =
  | ({ readonly kind: "found" } & Posted)
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly why: string };

/** Calls on Slack that change what stands there, and can be made twice. */
type Edits = {
  /** Blocks may be newer than `@slack/types`. */
  update(channel: string, ts: string, message: { text: string; blocks: readonly AnyBlock[] }): Promise<void>;
  /** Attaches blocks to somebody's message, by the links in it; a second time replaces them. */
  unfurl(channel: string, ts: string, unfurls: Readonly<Record<string, readonly KnownBlock[]>>): Promise<void>;
  /** Updates an open view; false when it is no longer open. */
  updateView(viewId: string, view: View): Promise<boolean>;
  publishHome(person: string, view: HomeView): Promise<void>;
};

/** What the sender calls on Slack. One attempt each; rejects with `DeliveryError` (domain). */
export type Messenger = Edits & {
  /** Posts to a person (by user id) or a channel; the message carries the mark. */
  post(channel: string, message: Message, options: { mark: Mark; threadTs?: string }): Promise<Posted>;
  /** Looks for a message with the mark, posted to a person or a channel since then. */
  findPosted(channel: string, options: { mark: Mark; since: Date; threadTs?: string }): Promise<Found>;
};

/**
 * What a delivery calls on Slack: handed to it with its event (`sender/create-sending.ts`). Nothing is called once the event is
 * somebody else's, and what an earlier attempt has posted is not posted again. Rejects with `DeliveryError` (domain).
 */
export type Slack = Edits & {
  /** Posts to a person (by user id) or a channel. */
  post(channel: string, message: Message, options?: { threadTs?: string }): Promise<Posted>;
};

export type HeldNoticeKey = Pick<HeldNotice, "team" | "person" | "key">;

/** Events that wait for somebody's quiet hours to end, or for their digest. */
export type HeldNoticeStore = {
  hold(notice: NewHeldNotice): Promise<void>;
  listDue(team: string, person: string): Promise<readonly HeldNotice[]>;
  /** What is due under this key and was put into no message with others. */
  findAlone(key: HeldNoticeKey): Promise<HeldNotice | undefined>;
  /**
   * They are put into one message, and may have been told from now on; gives those that are still held so, as they were. None that an event
   * of its own tells.
   */
  noteListed(notices: readonly HeldNotice[]): Promise<readonly HeldNotice[]>;
  /** The message that they were first put into was surely not sent. */
  noteUnlisted(notices: readonly HeldNotice[]): Promise<void>;
  /** False when nothing is held for this person under this key. What was due, and may have been told as it was, is due anew. */
  replace(key: HeldNoticeKey, payload: JsonObject): Promise<boolean>;
  /** It is not sent any more; true when something was held that cannot have been told yet. */
  release(key: HeldNoticeKey): Promise<boolean>;
  /** What is held for this person under keys that begin so is not sent any more. */
  releaseAll(whose: Pick<HeldNoticeKey, "team" | "person">, start: string): Promise<void>;
  /** They were told, all of them or none: what is due at another time by now has changed since, and stays. */
  releaseTold(notices: readonly HeldNotice[]): Promise<void>;
};

/** When messages may go to these people in these roles, or, without one, as leads; in the order asked. */
export type Timings = (
  team: string,
  wanted: readonly { readonly person: string; readonly role?: Role }[],
  at: Date,
) => Promise<readonly Timing[]>;

/** Somebody's App Home as it is now; asked of the other side, not of memory. */
export type LoadHome = (team: string, person: string) => Promise<AppHome>;

/** Who is behind an account on the labeling side (Slack user id); undefined where nobody in Slack is. Rejects while that cannot be said. */
export type FindPerson = (team: string, account: string) => Promise<string | undefined>;

/** Who has joined a user group and is to be offered to a task's lead. Rejects while that cannot be said. */
export type FindOffers = (grown: GroupGrown) => Promise<readonly GroupJoined[]>;

/** The workspace's admins (Slack user ids). Rejects when Slack does not tell. */
export type FindAdmins = () => Promise<readonly string[]>;

/**
 * Deletes some of the files in Slack that show inputs of a task; resolves with whether there are more. Rejects with `DeliveryError`
 * (domain) when Slack does not delete one now.
 */
export type ForgetPictures = (task: { readonly team: string; readonly taskId: string }) => Promise<"more" | "done">;

/** A task as it was last seen; undefined for one that is not followed (any more). */
export type FindWatch = (team: string, taskId: string) => Promise<TaskWatch | undefined>;

/** Those of `people` who look at their App Home. */
export type FindHomeReaders = (team: string, people: readonly string[]) => Promise<readonly string[]>;
