import { conceptsPerInput } from "../../domain/concepts-per-input.ts";
import type { Said } from "../../domain/labeling/label.ts";
import type { NoHand } from "../../domain/labeling/no-hand.ts";
import type { Finished, Place } from "../../domain/labeling/place.ts";
import {
  type Answer,
  doneOf,
  type HeldInput,
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
import type { Named, Task, WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import type { OwnQueue } from "../queue/own-queue.ts";
import type { Hand, Hands } from "./hands.ts";
import { keyOf } from "./lanes.ts";
import type { ChangeRequests, LabelingStore, Lane } from "./ports.ts";
import { type LabelSending, SENDING_LEASE_MS } from "./sending.ts";

/** "taken": it is answered already; "gone": it is not theirs any more. */
export type Answered = { readonly outcome: "said" | "taken" | "gone"; readonly place: Place };

export type Labeling = ReturnType<typeof createLabeling>;

/** The task that has just ended may still stand first. */
const QUEUE_LOOKED_AT = 2;

/** Enough to see what is open of the ten that are held, and the pace. */
const RECENT = 40;

/** One person labels what is theirs of a task, one input after the other, as fast as they like: nothing remote lies between two. */
export function createLabeling(deps: {
  store: LabelingStore;
  /** What reviewers have sent back. */
  requests: ChangeRequests;
  sending: LabelSending;
  hands: Hands;
  tasks: Pick<TasksGateway, "getTask" | "countWork">;
  accounts: Pick<Accounts, "resolve" | "otherSide">;
  nameConcepts: ConceptNames;
  ownQueue: OwnQueue;
  /** Told once of each worker and task. */
  onBegun: (lane: Lane) => Promise<void>;
  now: () => Date;
  newId: () => string;
  log: Log;
}) {
  const { store, requests, sending, hands, tasks, accounts, nameConcepts, ownQueue, onBegun, now, newId, log } = deps;

  /** Lanes for which the next inputs are being asked for, ahead of need. */
  const topUps = new Map<string, Promise<void>>();

  function placeOf(session: LabelingSession, answers: readonly Answer[]): Place {
    const left = leftOf(session, answers);
    const said = answers.filter(({ state }) => state !== "undoing" && state !== "refused");
    const rate = ratePerHour(said.map(({ saidAt }) => saidAt));
    const last = answers.find(isOpen);
    return {
      task: session.task,
      next: left[0],
      left,
      isFetching: left.length === 0 && !session.isLast,
      done: doneOf(session, answers),
      ...(session.total !== undefined && { total: session.total }),
      ...(rate !== undefined && { rate }),
      ...(last && { last }),
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
    const [task, counts] = await Promise.all([
      tasks.getTask(lane.taskId, "interactive"),
      tasks.countWork(lane.taskId, "interactive"),
    ]);
    const refusal = await refusalOf(lane, task);
    if (refusal !== undefined) return { why: refusal };
    const names = await nameConcepts(task.concepts, "interactive");
    const known: LabelingTask = {
      id: task.id,
      name: task.name,
      type: task.type,
      instructions: task.instructions,
      concepts: task.concepts.map((id, index) => ({ id, name: names[index] ?? id })),
      perInput: conceptsPerInput(task.metadata),
    };
    const account = (await accounts.resolve(lane.team, [lane.person], "interactive"))[lane.person];
    const mine = counts.find(({ accountId }) => accountId === account);
    const isFirst = (await store.findSession(lane)) === undefined;
    const place = await take(lane, known, { counts: mine, isDynamic: task.work.strategy === "DYNAMIC" });
    if (isFirst) await onBegun(lane);
    return place;
  }

  async function refusalOf({ team, person }: Lane, task: Task): Promise<string | undefined> {
    const account = (await accounts.resolve(team, [person], "interactive"))[person];
    if (account === null || account === undefined)
      return `No account on ${accounts.otherSide} is known to be yours: run /task link first.`;
    if (task.status === "DONE" || task.status === "WONT_DO")
      return `“${task.name}” is closed: nothing is left to label in it.`;
    if (task.work.workers.length === 0)
      return `“${task.name}” names no workers, so nothing of it is anybody's. A lead adds people with /task assign.`;
    if (!task.work.workers.includes(account))
      return `You are not a worker of “${task.name}”. Its lead can add you with /task assign.`;
    return undefined;
  }

  /** Sends what was said, and holds what the Tasks API gives next. */
  async function take(lane: Lane, task: LabelingTask, known?: Known): Promise<Place> {
    const earlier = await store.findSession(lane);
    const settledBefore = await settledUpTo(lane);
    // Sending needs to know the task; what is held is replaced below.
    if (!earlier || known) await store.saveSession(lane, { ...(earlier ?? EMPTY), task });
    const [given, before, notes, after] = await sending.afterSending(lane, "all-but-last", async (hand) => {
      const after = await settledUpTo(lane);
      const given = (await hand.startLabeling(task.id, "interactive")).filter(({ state }) => state === "PENDING");
      const inputs = given.map(({ input }) => input.id);
      const asked = { team: lane.team, taskId: task.id, worker: hand.account, inputs };
      return Promise.all([given, saidBefore(hand, task.id, inputs), requests.findRequests(asked), after]);
    });
    const answers = await store.recentAnswers(lane, RECENT);
    const open = new Set(answers.filter(isOpen).map(({ assignmentId }) => assignmentId));
    const inputs = given.map(({ id, input }): HeldInput => {
      const labels = open.has(id) ? [] : (before.get(input.id) ?? []);
      if (labels.length === 0) return { assignmentId: id, input };
      const note = notes.get(input.id);
      return { assignmentId: id, input, before: labels, ...(note !== undefined && { note }) };
    });
    // Counted with what is held from now on, whether it can still be taken back or not.
    const answered = doneOf({ held: inputs, after, done: 0 }, answers);
    const since = answers.filter(
      ({ state, order }) => order > settledBefore && (isOpen({ state }) || state === "submitted"),
    );
    const session: LabelingSession = {
      task,
      held: inputs,
      after,
      isLast: given.length < HELD,
      ...(known ? countedNow(known, since.length - answered, inputs.length) : countedOn(earlier, answers, answered)),
      skipped: (earlier?.skipped ?? []).filter((id) => inputs.some(({ assignmentId }) => assignmentId === id)),
    };
    await store.saveSession(lane, session);
    return placeOf(session, answers);
  }

  /**
   * The `order` up to which the Tasks API has everything that was said, submitted: what it gives now of those has come back. What was said
   * after it answers what it gives now, also once it is submitted.
   */
  async function settledUpTo(lane: Lane): Promise<number> {
    const [[oldest], [newest]] = await Promise.all([store.openAnswers(lane), store.recentAnswers(lane, 1)]);
    return oldest ? oldest.order - 1 : (newest?.order ?? 0);
  }

  /** What this person has said of inputs that are theirs again: sent back by a reviewer, or said elsewhere and not submitted. */
  async function saidBefore(hand: Hand, taskId: string, inputs: readonly string[]) {
    const labels =
      inputs.length === 0
        ? []
        : await hand.listLabels(taskId, { inputs, people: [hand.account], haste: "interactive" });
    const ours = new Map<string, { id: string; said: Said }[]>();
    for (const { id, inputId, said } of labels) ours.set(inputId, [...(ours.get(inputId) ?? []), { id, said }]);
    return ours;
  }

  /**
   * What somebody says of an input: promised when this resolves. `read` reads it as an answer to this task, or gives the mistake in it.
   * Undefined for somebody who has not begun.
   */
  async function answer<Mistake>(
    lane: Lane,
    assignmentId: string,
    read: (task: LabelingTask) => Result<Said, Mistake>,
  ): Promise<Answered | { readonly outcome: "mistaken"; readonly mistake: Mistake } | undefined> {
    const [session, answers] = await Promise.all([store.findSession(lane), store.recentAnswers(lane, RECENT)]);
    if (!session) return undefined;
    const held = session.held.find((one) => one.assignmentId === assignmentId);
    const isAnswered = !leftOf(session, answers).some((one) => one.assignmentId === assignmentId);
    if (!held || isAnswered) return { outcome: held ? "taken" : "gone", place: placeOf(session, answers) };
    const said = read(session.task);
    if (!said.ok) return { outcome: "mistaken", mistake: said.error };
    const entry = { id: newId(), assignmentId, inputId: held.input.id, said: said.value, saidAt: now().getTime() };
    const outcome = await store.say(lane, entry, SENDING_LEASE_MS);
    if (outcome === "taken") return { outcome, place: placeOf(session, await store.recentAnswers(lane, RECENT)) };
    const order = (answers[0]?.order ?? 0) + 1;
    return { outcome, place: placeOf(session, [{ ...entry, order, state: "said" }, ...answers]) };
  }

  /** Behind the ack: what was said is sent, and what is needed next is asked for before it is needed. */
  async function goOn(lane: Lane, place: Place): Promise<void> {
    sending.wake(lane);
    if (place.isFetching || place.left.length > LOW) return;
    const session = await store.findSession(lane);
    if (!session || session.isLast) return;
    const key = keyOf(lane);
    const running = topUp(lane, session.task).finally(() => topUps.delete(key));
    topUps.set(key, running);
    await running;
  }

  async function topUp(lane: Lane, task: LabelingTask): Promise<void> {
    try {
      await take(lane, task);
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, ...lane }, "the next inputs are asked for again when they are needed");
    }
  }

  /** The next inputs, where they were not there in time. Rejects with `TasksApiError`. */
  async function resume(lane: Lane): Promise<Place | undefined> {
    // They may be on their way: asked for once, they are there once.
    await topUps.get(keyOf(lane));
    const place = await find(lane);
    return place?.isFetching ? take(lane, place.task) : place;
  }

  /** Puts an input at the end of this person's queue. */
  async function skip(lane: Lane, assignmentId: string): Promise<Place | undefined> {
    await store.skip(lane, assignmentId);
    return find(lane);
  }

  /** Takes the last answer back, as long as it is not submitted; `undone` is undefined where it is. */
  async function undo(lane: Lane): Promise<{ readonly undone: Answer | undefined; readonly place: Place } | undefined> {
    const undone = await store.undoLast(lane, SENDING_LEASE_MS);
    if (undone) sending.wake(lane);
    const session = await store.findSession(lane);
    if (!session) return undefined;
    const place = placeOf(session, await store.recentAnswers(lane, RECENT));
    const held = place.left.find(({ assignmentId }) => assignmentId === undone?.assignmentId);
    return { undone, place: held ? { ...place, next: held } : place };
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
    const times = await store.timesSaid(lane);
    return { labeled: times.length, workedMs: workedMs(times) };
  }

  return {
    otherSide: accounts.otherSide,
    find,
    begin,
    answer,
    goOn,
    resume,
    skip,
    undo,
    finished,
    nextTask,
    /** The window was closed: nothing is taken back any more. */
    close: (lane: Lane): Promise<void> => sending.finish(lane),
  };
}

/** So many the API gives at a time; fewer are all that there are. */
const HELD = 10;
/** While this many are left the next are asked for: whoever labels the last one finds the next at hand. */
const LOW = 1;

const EMPTY: Omit<LabelingSession, "task"> = { held: [], after: 0, isLast: false, done: 0, skipped: [] };

type Known = { readonly counts: WorkerCounts | undefined; readonly isDynamic: boolean };
type Figures = Pick<LabelingSession, "done" | "total">;

/** By the other side's counts, from before the last labels were submitted; `submitted`: those that are counted with nothing that is held. */
function countedNow({ counts, isDynamic }: Known, submitted: number, held: number): Figures {
  if (!counts) return { done: submitted };
  const before = counts.awaitingReview + counts.awaitingConsensusReview + counts.success + counts.reviewDenied;
  const done = before + submitted;
  return { done, ...(!isDynamic && { total: Math.max(before + counts.pending, done + held) }) };
}

/** By what was said since it was asked; `answered` are counted with what is held from now on. */
function countedOn(earlier: LabelingSession | undefined, answers: readonly Answer[], answered: number): Figures {
  if (!earlier) return { done: 0 };
  return { done: doneOf(earlier, answers) - answered, ...(earlier.total !== undefined && { total: earlier.total }) };
}
