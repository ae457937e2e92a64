import type { Assignment, TaskFacts } from "../assignment.ts";
import type { FollowKey, LeadKey } from "../channels/channel-follow.ts";
import type { ChannelNews } from "../channels/channel-news.ts";
import type { Found } from "../elsewhere/found.ts";
import type { Interval, Proportion } from "../follow/proportion.ts";
import type { Idle } from "../follow/task-watch.ts";
import type { MessageSource } from "../message-source.ts";
import type { SubmissionSettled } from "../submissions/submission-outcome.ts";
import type { Named } from "../task.ts";
import type { FormPart } from "../task-form/task-form.ts";

/**
 * Every kind of event that the outbox holds, and what it carries: the workspace that it is for, at least. A new kind is an entry here
 * and one in `notifications/`.
 */
export type EventPayloads = {
  /** A submission ended: told to whoever sent it and to everybody concerned, one event each. */
  readonly "submission.settled": SubmissionSettled;
  /** Something was done to a task on the other side: told to everybody concerned, one event each. */
  readonly "elsewhere.found": Found;
  /** So many tasks are missing there that nobody is told: admins are asked, one event each. */
  readonly "tasks.missing": TasksMissing;
  readonly "tasks.missing-told": TasksMissingTold;
  /** How it ended is shown to whoever sent it. */
  readonly "submission.outcome": SubmissionSettled;
  /** A command or a press was left by a process that died: whoever asked is told to look. */
  readonly "request.interrupted": RequestInterrupted;
  /** A task was created from a message: its thread is to say so. */
  readonly "source.answer": SourceAnswer;
  /** Somebody is asked to work on a task, in one role. */
  readonly assignment: AssignmentGiven;
  /** Somebody's share, or what their message says of the task, is another: their message is edited. */
  readonly "assignment.changed": AssignmentChanged;
  /** Somebody has begun to label a task: their message says so. */
  readonly "assignment.begun": AssignmentBegun;
  /**
   * A task, or somebody's part in it, is closed or gone: their message is edited. Who was taken off is told, and so is whoever has
   * no message to be edited when the task is deleted.
   */
  readonly "assignment.ended": AssignmentEnded;
  /** Somebody's message says that the task is deleted: no more will be said in it. */
  readonly "assignment.forgotten": AssignmentForgotten;
  /** Somebody could not be told of a task: told to whoever gave it to them. */
  readonly "assignment.unreached": AssignmentUnreached;
  /** Some of a group's messages could not be delivered: told to who caused them, once nobody of the group is waited for. */
  readonly "delivery.report": DeliveryReport;
  /** The other side did not take some of somebody's labels, and will not: told to them. */
  readonly "label.refused": LabelRefused;
  /** Somebody's labels cannot be sent for now: told to them once. */
  readonly "label.waits": LabelWaits;
  /** A reviewer has sent labels of an account back: whoever is behind it is asked once they can be named, one event for a batch. */
  readonly "label.sent-back": LabelsSentBack;
  /** A reviewer wants labels of a worker's changed: asked of them, one event for a batch. */
  readonly "changes.requested": ChangesRequested;
  /** The other side did not take some of a reviewer's verdicts, and will not: told to them. */
  readonly "review.refused": ReviewRefused;
  /** A reviewer's verdicts cannot be sent for now: told to them once. */
  readonly "review.waits": ReviewWaits;
  /** Labels wait for a reviewer, or other numbers of them by now, or none any more. */
  readonly "review.ready": ReviewReady;
  /** A worker has not begun, or not gone on: asked of them, and a day later told to the lead. */
  readonly "work.stalled": WorkStalled;
  readonly "work.still-stalled": WorkStillStalled;
  /** The lead reminds a worker who has not begun. */
  readonly "work.reminder": WorkReminder;
  /** A worker's labels are accepted far less often than the others': told to the lead alone. */
  readonly "labeler.behind": LabelerBehind;
  /** All of a task is labeled, and decided: told to the lead. */
  readonly "task.finished": TaskFinished;
  /** A worker asks about an input: told to the lead and the reviewers, one event each. */
  readonly "question.asked": QuestionAsked;
  readonly "question.told": QuestionTold;
  /** Somebody has answered: told to whoever asked, and shown in the messages of all who were asked, one event each. */
  readonly "question.answered": QuestionKnown;
  readonly "question.closed": QuestionTold;
  readonly "question.reply": QuestionTold;
  /** A task was created here: channels that follow its lead's tasks follow it too. */
  readonly "task.created": CreatedTask;
  /** Whose tasks are followed in a channel is to be said there, and each of them followed. */
  readonly "channel.lead": LeadKey;
  /** A channel follows a task: its card is to be posted. */
  readonly "channel.card": FollowKey;
  /** The task changed, went on or was deleted: the card of a channel that follows it is to show it. */
  readonly "channel.refresh": ChannelRefresh;
  /** Something of a task that a channel follows: told in the thread of its card. */
  readonly "channel.news": FollowKey & { readonly news: ChannelNews };
  /** A channel follows a task, or a lead's tasks, no more, because somebody wants so: what stands there says it. */
  readonly "channel.unfollowed": ChannelUnfollowed;
  /** A channel can follow no more: told to whoever has asked for it. */
  readonly "channel.ended": ChannelEnded;
  /** Somebody's held messages are due. */
  readonly "notices.due": NoticesDue;
  /** What was held for somebody, as one message. */
  readonly digest: Digest;
  /** A task changed or was deleted: every copy of its card that the app has posted is to show it. */
  readonly "cards.refresh": CardsRefresh;
  /** One copy is to be brought up to date. */
  readonly "card.refresh": CardRefresh;
  /** A task is gone: the files in Slack that show its inputs are to be deleted. */
  readonly "pictures.forget": PicturesForget;
  /** A link to a task was posted: the message is to show its card. */
  readonly "card.unfurl": CardUnfurl;
  /** Somebody's App Home does not show any more what is so. */
  readonly "home.changed": HomeChanged;
  /** People have joined a user group that a task seems to be given to: who of them is not on it is offered to its lead, one event each. */
  readonly "group.grown": GroupGrown;
  /** Somebody has joined a user group whose members a task was given to: its lead is asked whether they come to it too. */
  readonly "group.joined": GroupJoined;
  /** Somebody says what they think of the app: told to the admins, one event each. */
  readonly "feedback.given": FeedbackGiven;
  readonly "feedback.told": FeedbackTold;
  /** Slack takes messages again that had to wait for the token's or the app's sake: told to the admins, one event each. */
  readonly "hold.ended": HoldEnded;
  readonly "hold.told": HoldTold;
};

export type EventKind = keyof EventPayloads;

/** Kinds that wait for the end of somebody's quiet hours, for their digest, or to be told with others that come at once. */
export const HELD_KINDS = [
  "assignment",
  "assignment.ended",
  "changes.requested",
  "question.told",
  "question.reply",
  "review.ready",
  "work.stalled",
  "work.still-stalled",
  "work.reminder",
  "labeler.behind",
  "task.finished",
  "channel.ended",
  "group.joined",
] as const satisfies readonly EventKind[];
export type HeldKind = (typeof HELD_KINDS)[number];

/** `what` is how the person (Slack user id) has asked for it. */
export type RequestInterrupted = { readonly team: string; readonly person: string; readonly what: string };

export type SourceAnswer = {
  readonly team: string;
  readonly task: Named;
  /** Who created it (Slack user id). */
  readonly person: string;
  readonly source: MessageSource;
};

export type AssignmentGiven = {
  readonly team: string;
  readonly task: TaskFacts;
  readonly assignment: Assignment;
  /** Who assigned it (Slack user id); absent where that was done on the other side, by whom nobody says. */
  readonly from?: string;
  /** The task was closed, and is open again since then (seconds since 1970). */
  readonly reopenedAt?: number;
  /** They had done all of what was theirs, and were given more. */
  readonly more?: MoreGiven;
  /** More comes at once: it is told together with that. */
  readonly isGathered?: boolean;
  /** It was held, and its time has come: what is held now is told. */
  readonly isReleased?: boolean;
};

/**
 * `before`: the fraction that was theirs; `by` (Slack user id; absent where it was on the other side) has changed it at `at` (seconds
 * since 1970).
 */
export type MoreGiven = { readonly before: number; readonly by?: string; readonly at: number };

export type AssignmentChanged = {
  readonly team: string;
  readonly task: TaskFacts;
  readonly assignment: Assignment;
  /** Whose task it is (Slack user id), where that is known. */
  readonly from?: string;
  /** Absent where it was changed on the other side. */
  readonly by?: string;
  readonly at: number;
  /** Set when the share changed; `before` is absent where work was handed out on request. */
  readonly share?: { readonly before?: number };
  /** What else in the message changed. */
  readonly parts: readonly FormPart[];
  /** The task was closed, and is open again. */
  readonly isReopened?: boolean;
};

export type AssignmentBegun = { readonly team: string; readonly taskId: string; readonly person: string };

export type AssignmentEnded = {
  readonly team: string;
  readonly taskId: string;
  readonly taskName: string;
  readonly person: string;
  readonly role: Assignment["role"];
  readonly why: "removed" | "deleted" | "done" | "wont-do";
  /** With `removed`: they are on the task as before, with no share of it. */
  readonly isStillOn?: boolean;
  /** Absent where it was done on the other side. */
  readonly by?: string;
  readonly at: number;
  /** More comes at once: what is new to them is told together with that. */
  readonly isGathered?: boolean;
  /** What is new to them is told by another event: their message is edited, and no other is sent. */
  readonly isQuiet?: boolean;
  readonly isReleased?: boolean;
};

export type AssignmentForgotten = Pick<AssignmentEnded, "team" | "taskId" | "person" | "role">;

export type AssignmentUnreached = {
  readonly team: string;
  readonly from: string;
  readonly person: string;
  readonly taskName: string;
  /** Slack's word for why; absent when it was no fault of Slack's. */
  readonly word?: string;
};
type OwnLabels = { readonly team: string; readonly person: string; readonly task: Named };
/** `why` is a sentence. */
export type LabelRefused = OwnLabels & { readonly count: number; readonly why: string };
/** `needsKey`: their own key is not taken (any more). */
export type LabelWaits = OwnLabels & { readonly needsKey: boolean };
/** `person` is the worker, `from` the reviewer (Slack user ids). `isReleased`: it was put off, and its time has come. */
export type ChangesRequested = OwnLabels & {
  readonly from: string;
  readonly inputs: readonly { readonly id: string; readonly reason: string }[];
  readonly isReleased?: boolean | undefined;
};
/** `account`: whose labels they are on the labeling side. */
export type LabelsSentBack = Pick<ChangesRequested, "team" | "task" | "from" | "inputs"> & {
  readonly account: string;
};
/** `inputs`: ids; none where it was on all of one labeler. `why` is a sentence. */
export type ReviewRefused = OwnLabels & { readonly inputs: readonly string[]; readonly why: string };
export type ReviewWaits = LabelWaits;
/** What following a task asks of somebody. `isReleased`: it was put off, and its time has come. */
type FollowTold = OwnLabels & { readonly isReleased?: boolean };
/** `waiting`: labels. `isNew`: it is asked anew; else the message in which it was asked says so many by now. */
export type ReviewReady = FollowTold & { readonly waiting: number; readonly isNew: boolean };
export type WorkStalled = FollowTold & Idle;
/** `from`: who reminds (Slack user id). */
export type WorkReminder = FollowTold & { readonly from: string };
/** The first of them by name; `total` is how many there are. */
export type WorkStillStalled = FollowTold & {
  readonly workers: readonly (Idle & { readonly name: string })[];
  readonly total: number;
  /** What they have not done can go to others. */
  readonly canBeHandedOver?: boolean;
};
/**
 * `name` is the worker's; `accepted` of their labels at first sight, with its 95 % interval, and of all others' together. `by`
 * "agreement": instead of what was accepted, what others say too of the same inputs.
 */
export type LabelerBehind = FollowTold & {
  readonly name: string;
  readonly by?: "review" | "agreement";
  readonly accepted: Proportion;
  readonly interval: Interval;
  readonly others: Proportion;
};
/** The first workers by what they have labeled; `total` is how many there are. `accepted`: at first sight, where it was reviewed. */
export type TaskFinished = FollowTold & {
  readonly workers: readonly { readonly name: string; readonly labeled: number; readonly accepted?: Proportion }[];
  readonly total: number;
  readonly tookMs: number;
  readonly agreement?: { readonly alpha: number; readonly interval?: Interval };
};
/** `question`: its id. */
export type QuestionKnown = { readonly team: string; readonly question: string };

/** `told`: who is asked already (Slack user ids), while others cannot be named yet. */
export type QuestionAsked = QuestionKnown & { readonly told?: readonly string[] };
/** `person`: whose message it is. `account`: by which they review the task; absent for its lead, and for who is not asked. */
export type QuestionTold = FollowTold & QuestionKnown & { readonly account?: string };
/** Kinds of what is asked of people beside new work, or told to a lead, and can be put off. */
export type AskKind = Exclude<HeldKind, "assignment" | "assignment.ended">;
/** `person`: who created it (Slack user id). */
export type CreatedTask = { readonly team: string; readonly task: Named; readonly person: string };
export type ChannelRefresh = FollowKey & { readonly gone?: TaskGone };
/** `ts`: of what stands there, which is about a task, or about all tasks of a lead (Slack user id). */
export type ChannelUnfollowed = {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly task?: Named;
  readonly lead?: string;
  /** Who wants so (Slack user id), and when, in seconds since 1970. */
  readonly by: string;
  readonly at: number;
};
/** `task`: the first of those that the person has asked for there; `total` is how many they are. `why`: Slack's word. */
export type ChannelEnded = FollowTold & {
  readonly channel: string;
  readonly total: number;
  readonly why: string;
};
export type DeliveryReport = { readonly team: string; readonly person: string; readonly group: string };
export type NoticesDue = { readonly team: string; readonly person: string };
/**
 * `assignments`: those in it, whose leads are told if it cannot be delivered. `notices`: what it tells, by its key and when it was due
 * (milliseconds since 1970); absent in those of the version before, which tell whatever is due.
 */
export type Digest = NoticesDue & {
  readonly assignments: readonly AssignmentGiven[];
  readonly notices?: readonly { readonly key: string; readonly dueAt: number }[];
};

/** The task is gone: what it was called, and who deleted it (Slack user id); absent where that was done on the other side. */
export type TaskGone = { readonly name: string; readonly by?: string };
export type CardsRefresh = { readonly team: string; readonly taskId: string; readonly gone?: TaskGone };
export type CardRefresh = CardsRefresh & { readonly channel: string; readonly ts: string };
export type PicturesForget = { readonly team: string; readonly taskId: string };
export type CardUnfurl = {
  readonly team: string;
  readonly taskId: string;
  readonly channel: string;
  readonly ts: string;
  /** The address exactly as it stands in the message. */
  readonly url: string;
};

/** Of `total` tasks that were known, `count` are missing. */
export type TasksMissing = { readonly team: string; readonly count: number; readonly total: number };
/** `person`: the admin who reads it (Slack user id). */
export type TasksMissingTold = TasksMissing & { readonly person: string };

/** Slack's word for why messages waited, and from when until when (milliseconds since 1970). */
export type HoldEnded = {
  readonly team: string;
  readonly word: string;
  readonly since: number;
  readonly until: number;
};
export type HoldTold = HoldEnded & { readonly person: string };

/** `person` is the lead, `people` are new in the group (Slack user ids); `news` names the change, which Slack may tell of several times. */
export type GroupGrown = {
  readonly team: string;
  readonly person: string;
  readonly taskId: string;
  readonly group: string;
  readonly people: readonly string[];
  readonly news: string;
};

/** `person` is the lead, `joined` who is new in the group (Slack user ids). */
export type GroupJoined = {
  readonly team: string;
  readonly person: string;
  readonly task: Named;
  readonly joined: string;
  readonly handle: string;
  readonly role: Assignment["role"];
  /** It was put off, and its time has come. */
  readonly isReleased?: boolean | undefined;
};

export type FeedbackGiven = { readonly team: string; readonly person: string; readonly text: string };
/** `admin`: who reads it (Slack user id). */
export type FeedbackTold = FeedbackGiven & { readonly admin: string };

export type HomeChanged = { readonly team: string; readonly person: string };

/** How an event is sent, whatever it says. */
export type EventHandling = {
  /** Events with the same group are reported together once all of them are done or dead. */
  readonly group?: string;
  /** A second event with the same key is silently left out. */
  readonly dedupeKey?: string;
  /** What it is about: of the events about one subject each waits until those before it are done or dead. */
  readonly subject?: string;
  /** Not before this time; at once when absent. */
  readonly dueAt?: Date;
  /** For which request (`domain/request-scope.ts`) it is told; for that of now when absent. */
  readonly request?: string;
};

/** An event to be written in the transaction of what caused it; `newEvent` makes it. */
export type NewEvent = { [K in EventKind]: NewEventOf<K> }[EventKind];
export type NewEventOf<K extends EventKind> = EventHandling & { readonly kind: K; readonly payload: EventPayloads[K] };

/** The one way to make an event: its payload is that of its kind. */
export const newEvent = <K extends EventKind>(
  kind: K,
  payload: EventPayloads[K],
  handling: EventHandling = {},
): NewEventOf<K> => ({ ...handling, kind, payload });

/** Whether what was read from the database is of a kind. */
export const isOfKind = ({ kind }: { readonly kind: string }, wanted: EventKind): boolean => kind === wanted;
