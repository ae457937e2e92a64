import type { ConceptsPerInput } from "../concepts-per-input.ts";
import type { Via } from "../history/doings.ts";
import type { Named, TaskType } from "../task.ts";
import type { Label, LabelingInput, Said } from "./label.ts";

/** An input that is a worker's to label now. */
export type HeldInput = {
  readonly assignmentId: string;
  readonly input: LabelingInput;
  /** What they have said of it before it was sent back to them: replaced by what they say now. */
  readonly before?: readonly Pick<Label, "id" | "said">[];
  /** Why a reviewer has sent it back, in their words. */
  readonly note?: string;
};

/** What the one who labels needs to know of the task. */
export type LabelingTask = {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType;
  readonly instructions: string;
  /** In the lead's order. */
  readonly concepts: readonly Named[];
  readonly perInput: ConceptsPerInput;
  /** Whether reviewers may send back what is submitted; undefined in what an older version has stored. */
  readonly isReviewed?: boolean;
};

/** One person's work on one task, from the last time that the Tasks API was asked. */
export type LabelingSession = {
  readonly task: LabelingTask;
  /** What the Tasks API has given: ten at most, in its order. */
  readonly held: readonly HeldInput[];
  /**
   * The `order` up to which all answers were submitted at that time: an input of those that is given again is to be labeled anew. Every
   * answer after it is one to what is held.
   */
  readonly after: number;
  /** True when it gave fewer than it gives at a time. */
  readonly isShort?: boolean;
  /**
   * True when it has no further ones: what is held is all that is left. It was short twice, the second time when hardly anything was left:
   * while a task is divided anew there may be fewer for a moment.
   */
  readonly isLast: boolean;
  /** Inputs that are done, submitted ones alone, when it was asked. */
  readonly done: number;
  /** All inputs of this person; undefined where they are handed out as one asks. */
  readonly total?: number;
  /** Assignment ids in the order in which they were skipped: they come again at the end of all that is this person's. */
  readonly skipped: readonly string[];
  /** Those that come again before the end: all that are given at a time were skipped, and nothing else is given before some are answered. */
  readonly again?: readonly string[];
  /** True where the task was changed since: what is held may be somebody else's. */
  readonly isOutdated?: boolean;
  /** Why nothing of the task is this person's any more, in a sentence. */
  readonly ended?: string;
  /** How often the task was changed here, or this was ended, since they began: what was being asked for meanwhile is as it was before. */
  readonly changes?: number;
};

/** The task was changed: what is held is asked for anew before anything more of it is shown. */
export const outdated = (session: LabelingSession): LabelingSession => ({
  ...session,
  isOutdated: true,
  changes: (session.changes ?? 0) + 1,
});

/** Nothing of it is this person's any more: what was held is not asked for again. `answers`: the newest, `why`: in a sentence. */
export function ended(session: LabelingSession, answers: readonly Answer[], why: string): LabelingSession {
  const { isOutdated, ...rest } = session;
  const done = doneOf(session, answers);
  const changes = (session.changes ?? 0) + 1;
  return { ...rest, held: [], skipped: [], again: [], done, isLast: true, ended: why, changes };
}

/**
 * What was asked for, where something else is `there` by now than what was `seen` when the task was looked at: what was done to the task
 * since then stands. Older versions do not count changes.
 */
export function afterChanges(
  asked: LabelingSession,
  there: LabelingSession | undefined,
  seen: LabelingSession | undefined,
): LabelingSession {
  const counted = there?.changes === undefined ? asked : { ...asked, changes: there.changes };
  const isOutdated = there?.isOutdated === true;
  const isEnded = there?.ended !== undefined && !isOutdated;
  const isCounted = (there?.changes ?? 0) > (seen?.changes ?? 0);
  if (there && isEnded && (isCounted || there.ended !== seen?.ended)) return there;
  if (isOutdated && (isCounted || seen?.isOutdated !== true)) return { ...counted, isOutdated: true };
  return counted;
}

/** What somebody has said, from the press on. Times in milliseconds since 1970. */
export type Answer = {
  readonly id: string;
  /** Grows with every answer. */
  readonly order: number;
  readonly assignmentId: string;
  readonly inputId: string;
  readonly said: Said;
  readonly saidAt: number;
  /**
   * "said": promised; "sent": the Tasks API has the label; "submitted": and cannot be taken back any more; "undoing": is taken back;
   * "undone": was; "refused": the Tasks API did not take it.
   */
  readonly state: AnswerState;
  /** Where it was said, or taken back. */
  readonly via?: Via;
};
export type AnswerState = "said" | "sent" | "submitted" | "undoing" | "undone" | "refused";

/** Said, and not yet beyond recall. */
export const isOpen = ({ state }: Pick<Answer, "state">): boolean => state === "said" || state === "sent";

type Held = Pick<LabelingSession, "held" | "after">;

/** The assignments of those held that have such an answer. */
function heldWith({ held }: Held, answers: readonly Answer[], isSuch: (answer: Answer) => boolean): Set<string> {
  const ids = new Set(held.map(({ assignmentId }) => assignmentId));
  return new Set(answers.filter((one) => isSuch(one) && ids.has(one.assignmentId)).map((one) => one.assignmentId));
}

/** Those that this person has answered: since they were given, or before and not submitted by then. */
const answeredOf = (session: Held, answers: readonly Answer[]): ReadonlySet<string> =>
  heldWith(session, answers, (one) => isOpen(one) || (one.state === "submitted" && one.order > session.after));

/**
 * What is left of what is held, in the order in which it is shown: what was skipped comes last. What was refused since it was given is
 * asked for again only when the Tasks API gives it again.
 */
export function leftOf(session: Held & Pick<LabelingSession, "skipped">, answers: readonly Answer[]): HeldInput[] {
  const answered = answeredOf(session, answers);
  const refused = heldWith(session, answers, ({ state, order }) => state === "refused" && order > session.after);
  const left = session.held.filter(({ assignmentId }) => !answered.has(assignmentId) && !refused.has(assignmentId));
  const rank = ({ assignmentId }: HeldInput): number => session.skipped.indexOf(assignmentId);
  return left.sort((a, b) => rank(a) - rank(b));
}

/** Of what is left, what was not skipped. */
export const freshOf = (
  { skipped }: Pick<LabelingSession, "skipped">,
  left: readonly HeldInput[],
): readonly HeldInput[] => left.filter(({ assignmentId }) => !skipped.includes(assignmentId));

/** How many inputs are done: those that were when the Tasks API was asked, and what was said of those held since. */
export const doneOf = (session: Held & Pick<LabelingSession, "done">, answers: readonly Answer[]): number =>
  session.done + answeredOf(session, answers).size;

/** A longer pause is no part of the work. */
const LONGEST_PAUSE_MS = 5 * 60 * 1000;

/** Time worked between these moments (milliseconds since 1970, in any order), in milliseconds: pauses of over five minutes are left out. */
export function workedMs(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let worked = 0;
  for (let at = 1; at < sorted.length; at++) {
    const pause = (sorted[at] ?? 0) - (sorted[at - 1] ?? 0);
    if (pause <= LONGEST_PAUSE_MS) worked += pause;
  }
  return worked;
}

/** Fewer say nothing about a rate. */
const FEWEST_FOR_RATE = 5;

/** Inputs an hour at the pace of these answers; undefined for too few. */
export function ratePerHour(times: readonly number[]): number | undefined {
  const ms = workedMs(times);
  return times.length < FEWEST_FOR_RATE || ms === 0 ? undefined : Math.round(((times.length - 1) * 3_600_000) / ms);
}
