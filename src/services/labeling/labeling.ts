import type { Via } from "../../domain/history/doings.ts";
import type { Said } from "../../domain/labeling/label.ts";
import type { NoHand } from "../../domain/labeling/no-hand.ts";
import type { NotUndone } from "../../domain/labeling/not-undone.ts";
import type { Finished, Place } from "../../domain/labeling/place.ts";
import {
  type Answer,
  doneOf,
  freshOf,
  isOpen,
  type LabelingSession,
  type LabelingTask,
  leftOf,
  ratePerHour,
  workedMs,
} from "../../domain/labeling/session.ts";
import type { Log } from "../../domain/log.ts";
import { waits } from "../../domain/own-queue.ts";
import type { Result } from "../../domain/result.ts";
import type { Named } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Accounts } from "../people/accounts.ts";
import type { OwnQueue } from "../queue/own-queue.ts";
import { type LabelFetching, RECENT } from "./fetching.ts";
import type { Hands } from "./hands.ts";
import type { LabelingStore, Lane } from "./ports.ts";
import { type LabelSending, SENDING_LEASE_MS } from "./sending.ts";
import { isTakenBack } from "./taking-back.ts";

/** "taken": it is answered already; "gone": it is not theirs any more. */
export type Answered = { readonly outcome: "said" | "taken" | "gone"; readonly place: Place };

/** "undone": what was said lies before them again. */
export type Undoing = { readonly place: Place } & (
  | { readonly outcome: "undone"; readonly answer: Answer }
  | { readonly outcome: NotUndone }
);

export type Labeling = ReturnType<typeof createLabeling>;

/** The task that has just ended may still stand first. */
const QUEUE_LOOKED_AT = 2;

/** One person labels what is theirs of a task, one input after the other, as fast as they like: nothing remote lies between two. */
export function createLabeling(deps: {
  store: LabelingStore;
  fetching: LabelFetching;
  sending: LabelSending;
  hands: Hands;
  accounts: Pick<Accounts, "resolve" | "otherSide">;
  ownQueue: OwnQueue;
  /** Told once of each worker and task. */
  onBegun: (lane: Lane) => Promise<void>;
  now: () => Date;
  newId: () => string;
  log: Log;
}) {
  const { store, fetching, sending, hands, accounts, ownQueue, onBegun, now, newId, log } = deps;

  function placeOf(session: LabelingSession, answers: readonly Answer[]): Place {
    const left = leftOf(session, answers);
    const said = answers.filter(({ state }) => state !== "undoing" && state !== "refused");
    const rate = ratePerHour(said.map(({ saidAt }) => saidAt));
    const last = answers.find(isOpen);
    const isOutdated = session.isOutdated === true;
    const isFetching = isOutdated || (freshOf(session, left).length === 0 && !session.isLast);
    const next = isFetching ? undefined : left[0];
    const again = left.filter(({ assignmentId }) =>
      [...session.skipped, ...(session.again ?? [])].includes(assignmentId),
    );
    return {
      task: session.task,
      next,
      left,
      isFetching,
      ...(isOutdated && { isOutdated }),
      ...(next && again.includes(next) && { again: { left: again.length, isAll: session.isLast } }),
      done: doneOf(session, answers),
      ...(session.total !== undefined && { total: session.total }),
      ...(rate !== undefined && { rate }),
      ...(last && { last }),
      ...(session.ended !== undefined && { ended: session.ended }),
    };
  }

  /** Where somebody stands, by what we hold ourselves; undefined for somebody who has not begun. */
  async function find(lane: Lane): Promise<Place | undefined> {
    const session = await store.findSession(lane);
    return session && placeOf(session, await store.recentAnswers(lane, RECENT));
  }

  /**
   * Asks the Tasks API for what is this person's now. Rejects with `TasksApiError` where it does not answer, or says that they do not
   * work on this task.
   */
  async function begin(lane: Lane): Promise<Place | NoHand> {
    const missing = await hands.missing(lane.team, lane.person, lane.taskId);
    if (missing) return missing;
    const checked = await fetching.check(lane);
    if ("why" in checked) return checked;
    const session = await sending.afterSending(lane, "all-but-last", (hand) => fetching.fetch(lane, hand, checked));
    if (checked.seen === undefined) await onBegun(lane);
    return placeOf(session, await store.recentAnswers(lane, RECENT));
  }

  /**
   * What somebody says of an input: promised when this resolves. `read` reads it as an answer to this task, or gives the mistake in it.
   * Undefined for somebody who has not begun.
   */
  async function answer<Mistake>(
    lane: Lane,
    { assignmentId, via }: { readonly assignmentId: string; readonly via: Via },
    read: (task: LabelingTask) => Result<Said, Mistake>,
  ): Promise<Answered | { readonly outcome: "mistaken"; readonly mistake: Mistake } | undefined> {
    const [session, answers] = await Promise.all([store.findSession(lane), store.recentAnswers(lane, RECENT)]);
    if (!session) return undefined;
    const held = session.held.find((one) => one.assignmentId === assignmentId);
    const isLeft = leftOf(session, answers).some((one) => one.assignmentId === assignmentId);
    const isRefused = answers.find((one) => one.assignmentId === assignmentId)?.state === "refused";
    if (!held || !isLeft) return { outcome: held && !isRefused ? "taken" : "gone", place: placeOf(session, answers) };
    const said = read(session.task);
    if (!said.ok) return { outcome: "mistaken", mistake: said.error };
    const entry = { id: newId(), assignmentId, inputId: held.input.id, said: said.value, saidAt: now().getTime(), via };
    const outcome = await store.say(lane, entry, SENDING_LEASE_MS);
    if (outcome === "taken") return { outcome, place: placeOf(session, await store.recentAnswers(lane, RECENT)) };
    const order = (answers[0]?.order ?? 0) + 1;
    return { outcome, place: placeOf(session, [{ ...entry, order, state: "said" }, ...answers]) };
  }

  /** The next inputs, where they were not there in time. Rejects with `TasksApiError`. */
  async function resume(lane: Lane): Promise<Place | undefined> {
    await sending.holdNext(lane);
    return find(lane);
  }

  /** Puts an input at the end of this person's queue. */
  async function skip(lane: Lane, assignmentId: string): Promise<Place | undefined> {
    await store.skip(lane, assignmentId);
    return find(lane);
  }

  /**
   * Takes the last answer back, as long as it is not submitted. `id`: the answer that is meant, where the window says so: asked for it
   * twice, no other one is taken back. Undefined for somebody who has not begun.
   */
  async function undo(lane: Lane, which: { readonly id?: string; readonly via: Via }): Promise<Undoing | undefined> {
    const answer = await store.undoLast(lane, SENDING_LEASE_MS, which);
    const isBack = answer !== undefined && isTakenBack(answer);
    if (isBack) sending.wake(lane);
    const session = await store.findSession(lane);
    if (!session) return undefined;
    const place = placeOf(session, await store.recentAnswers(lane, RECENT));
    const held = isBack && place.left.find(({ assignmentId }) => assignmentId === answer.assignmentId);
    if (held) return { outcome: "undone", answer, place: { ...place, next: held, isFetching: false } };
    return { outcome: whyNotUndone(answer, place.last), place };
  }

  /** The first other task that waits for this person; undefined for none, and while the other side does not say. */
  async function nextTask({ team, person, taskId }: Lane): Promise<Named | undefined> {
    try {
      const account = (await accounts.resolve(team, [person], "interactive"))[person];
      if (account === null || account === undefined) return undefined;
      const asked = { team, person, account, role: "work" as const, from: 0, size: QUEUE_LOOKED_AT, hundreds: 1 };
      const { tasks: queue } = await ownQueue(asked);
      return queue.find((one) => waits(one, "work") && one.task.id !== taskId)?.task;
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, person }, "nobody says what waits next for somebody");
      return undefined;
    }
  }

  /** What was done of a task by this person through the app. */
  async function finished(lane: Lane): Promise<Finished> {
    const { times, inputs } = await store.timesSaid(lane);
    return { labeled: inputs, workedMs: workedMs(times) };
  }

  return {
    otherSide: accounts.otherSide,
    find,
    begin,
    answer,
    /** Behind the ack: what was said is sent, and what is needed next is asked for before it is needed. */
    goOn: (lane: Lane): void => sending.wake(lane),
    resume,
    skip,
    undo,
    finished,
    nextTask,
    /** The window was closed: nothing is taken back any more. */
    close: (lane: Lane): Promise<void> => sending.finish(lane),
  };
}

/** `answer`: the one that was meant, as it is now; undefined for none that can be taken back. `last`: what can be. */
function whyNotUndone(answer: Answer | undefined, last: Answer | undefined): NotUndone {
  if (!answer) return "submitted";
  if (isOpen(answer) || (last && last.order > answer.order)) return "newer";
  if (isTakenBack(answer)) return "elsewhere";
  return answer.state === "refused" ? "refused" : "submitted";
}
