import type { Doing, Via } from "../../domain/history/doings.ts";
import type { LabelingInput } from "../../domain/labeling/label.ts";
import type { PageSession } from "../../domain/labeling/page-session.ts";
import type { Marks, Picture } from "../../domain/labeling/picture.ts";
import type { Answer, LabelingSession } from "../../domain/labeling/session.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";
import type { UploadedPicture } from "../../domain/notifications/kept.ts";

/** What opens the page on which one labels in a browser. */
export type LabelLinks = {
  /** An address that opens it once, for this person and task; `missing`: why there is none, for an admin to read. */
  mint(session: PageSession): { readonly url: string } | { readonly missing: string };
};

/** One person's work on one task. */
export type Lane = { readonly team: string; readonly person: string; readonly taskId: string };

/** The task for which an input is shown: what was uploaded for it is deleted with it. */
export type PicturePlace = Pick<Lane, "team" | "taskId">;

/**
 * What image blocks show of inputs. With `marks` drawn over it where the Tasks API holds the picture itself: it is a file then, and else
 * the plain picture.
 */
export type Pictures = {
  /** By what is known already, without asking anybody; undefined for one that `show` has to make ready first. */
  known(where: PicturePlace, input: LabelingInput, marks?: Marks): Picture | undefined;
  /** Uploads it where that is needed; from then on it is known. Never rejects: what cannot be shown says why. */
  show(where: PicturePlace, input: LabelingInput, marks?: Marks): Promise<Picture>;
  /** Slack does not take it, whatever it is: from now on it is shown as one that cannot be shown. */
  refuse(where: PicturePlace, input: LabelingInput, marks?: Marks): void;
  /** Ahead of need. */
  prepare(where: PicturePlace, inputs: readonly LabelingInput[], marks?: Marks): void;
};

/** Whose labels of which task; `worker` is an account id. */
type LabelsOf = Pick<Lane, "team" | "taskId"> & { readonly worker: string };

/** What a reviewer wants changed of one worker's label. */
export type ChangeRequest = { readonly worker: string; readonly inputId: string; readonly reason: string };

/** Why reviewers have sent labels back, until they are labeled anew. */
export type ChangeRequests = {
  /** For the workers' windows; what was asked of the same label before is replaced. */
  keep(place: Pick<Lane, "team" | "taskId">, requests: readonly ChangeRequest[]): Promise<void>;
  /** What is to be changed of these inputs, by input id. */
  find(labels: LabelsOf, inputs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** These were said and submitted: what was asked for before that is answered. */
  answer(labels: LabelsOf, answers: readonly Pick<Answer, "inputId" | "saidAt">[]): Promise<void>;
};

/** What people have said or decided and is still to be sent, lane by lane: whoever claims one does all of it. */
export type LaneQueue = {
  /** After an attempt that failed: when the lane is tried again, with the events that tell of it. */
  postpone(
    lane: Lane,
    next: (waiting: Waiting) => { readonly delayMs: number; readonly events: readonly NewEvent[] },
  ): Promise<void>;
  /** What was tried in vain is due now, of all of this person's lanes. */
  hasten(team: string, person: string): Promise<void>;
  /** Lanes of a workspace in which something is still to be sent, with how much that is. */
  listOpen(team: string): Promise<readonly { readonly lane: Lane; readonly open: number }[]>;
  /** Lanes of a workspace that are due, theirs for `leaseMs`. */
  claimDue(team: string, limit: number, leaseMs: number): Promise<readonly DueLane[]>;
};
/** `request`: for which request the oldest that is due of it was said. */
export type DueLane = { readonly lane: Lane; readonly request?: string };
/** How often a lane was tried in vain, and the id of the oldest that waits in it. */
export type Waiting = { readonly attempts: number; readonly oldest: string | undefined };

/**
 * An answer that is to be sent, taken back or submitted. `attempts`: how often that was tried in vain; `request`: for which request
 * (`domain/request-scope.ts`) it was said or taken back.
 */
export type OpenAnswer = Answer & { readonly attempts: number; readonly request?: string };

export type LabelingStore = LaneQueue & {
  findSession(lane: Lane): Promise<LabelingSession | undefined>;
  /** Puts what `make` makes of what is there by then in its place, and gives it: whoever changes it meanwhile waits. */
  replaceSession(lane: Lane, make: (there: LabelingSession | undefined) => LabelingSession): Promise<LabelingSession>;
  /** The same of what is there; nothing where nothing is. */
  changeSession(lane: Lane, change: (there: LabelingSession) => LabelingSession): Promise<LabelingSession | undefined>;
  /** Everybody's who has begun with a task. */
  lanesOf(task: Pick<Lane, "team" | "taskId">): Promise<readonly Lane[]>;
  /** Puts an assignment at the end of the person's queue. */
  skip(lane: Lane, assignmentId: string): Promise<void>;
  /** The newest answers of a lane, newest first. */
  recentAnswers(lane: Lane, limit: number): Promise<readonly Answer[]>;
  /**
   * Writes what somebody says: one row. "taken" when this assignment has an answer that is not beyond recall: nothing is written then.
   * It is this process's to send for `leaseMs`.
   */
  say(lane: Lane, answer: Omit<Answer, "state" | "order">, leaseMs: number): Promise<"said" | "taken">;
  /**
   * Takes the newest open answer back, for the sender to carry out, and gives it; undefined where there is none any more. `id`: the one
   * that is meant; where it is not the newest open one, nothing is taken back, and it is given as it is. `via`: where that is done.
   */
  undoLast(
    lane: Lane,
    leaseMs: number,
    which: { readonly id?: string; readonly via: Via },
  ): Promise<Answer | undefined>;
  /** What is to be sent, taken back or submitted of a lane, oldest first. */
  openAnswers(lane: Lane): Promise<readonly OpenAnswer[]>;
  /** Moves an answer on, from this state alone: false when it has another by now. `dueAt`: when it is to be looked at again. */
  move(
    id: string,
    step: { from: Answer["state"]; to: Answer["state"]; dueAt: number | null },
    doings?: readonly Doing[],
  ): Promise<boolean>;
  /** The Tasks API has taken these submissions (ids of answers): nothing is left to be done about them, and what was done is noted. */
  end(doings: ReadonlyMap<string, Doing>): Promise<void>;
  /** All of these at once; those that have another state by now are left alone. Gives the ids of those that were moved. */
  moveMany(
    ids: readonly string[],
    step: { from: Answer["state"]; to: Answer["state"]; dueAt: number | null },
  ): Promise<ReadonlySet<string>>;
  /** Notes why these were not taken, with the events that tell of it. */
  refuse(ids: readonly string[], why: string, events: readonly NewEvent[]): Promise<void>;
  /**
   * When something of a lane was said (and not taken back), oldest first, and of how many inputs: one that was sent back is said of twice.
   * For the words at the end.
   */
  timesSaid(lane: Lane): Promise<{ readonly times: readonly number[]; readonly inputs: number }>;
};

/** The files that were uploaded to Slack for pictures of inputs. */
export type UploadedPictureStore = {
  find(key: PicturePlace & { readonly inputId: string }): Promise<UploadedPicture | undefined>;
  /** Gives the id of the file that is needed no more: another one of this input, or this one, where the same bytes have one already. */
  remember(picture: Omit<UploadedPicture, "madeAt">): Promise<string | undefined>;
  listForTask(team: string, taskId: string, limit: number): Promise<readonly UploadedPicture[]>;
  tasksAmong(team: string, taskIds: readonly string[]): Promise<readonly string[]>;
  /** Tasks with files that the index does not hold. */
  listOrphans(team: string, limit: number): Promise<readonly string[]>;
  remove(picture: UploadedPicture): Promise<void>;
};
