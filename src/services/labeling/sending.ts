import type { AwaitedAcks } from "../../domain/awaited-acks.ts";
import { type Answer, type LabelingSession, leftOf } from "../../domain/labeling/session.ts";
import type { Log } from "../../domain/log.ts";
import { newEvent } from "../../domain/notifications/events.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { type LabelFetching, RECENT } from "./fetching.ts";
import type { Hand, Hands } from "./hands.ts";
import { createLanes } from "./lanes.ts";
import type { LabelingStore, Lane } from "./ports.ts";
import { isFinal, pauseAfter, TOLD_AFTER, whyOf } from "./refusals.ts";
import { createRounds } from "./rounds.ts";
import type { LabelingTimes } from "./times.ts";

/** After this, somebody else may take a lane for abandoned. Far above what its few calls take. */
export const SENDING_LEASE_MS = 60_000;
/** Lanes that are taken up in a round. */
const LANES_AT_ONCE = 50;

/** Which of the labels that the Tasks API has are submitted now: those whose time has come, all but the newest, or all. */
export type Submitting = "due" | "all-but-last" | "all";

export type LabelSending = ReturnType<typeof createLabelSending>;

/**
 * Sends what people have said to the Tasks API, each under their own name: a label with the answer, its submission some seconds
 * later, so that it can be taken back until then. What cannot be sent is kept and tried again; what is refused is told.
 */
export function createLabelSending(deps: {
  store: LabelingStore;
  hands: Hands;
  /** What is held is fetched anew once some of it was refused. */
  fetching: Pick<LabelFetching, "renew">;
  acks: Pick<AwaitedAcks, "areAny" | "onNone">;
  /** Labels of a task were submitted. */
  noticed: (taskId: string) => void;
  /** The outbox has something to send. */
  wakeNotifications: () => void;
  times: LabelingTimes;
  now: () => Date;
  log: Log;
}) {
  const { store, hands, fetching, acks, noticed, wakeNotifications, times, now, log } = deps;
  const lanes = createLanes({ acks, work: (lane, isTakenUp) => work(lane, "due", isTakenUp) });
  const rounds = createRounds({ everyMs: times.roundMs, work: takeUp });
  /** What was said before, a process that is no more may have sent. */
  const startedAt = now().getTime();

  /** Never rejects: what failed is due again later. */
  async function work(lane: Lane, submitting: Submitting, mayBeSent = false): Promise<void> {
    try {
      await carryOut(lane, submitting, mayBeSent).catch((err: unknown) => {
        if (err instanceof TasksApiError) return failed(lane, err);
        throw err;
      });
    } catch (err) {
      log.error({ err, ...lane }, "labels could not be sent; they are tried again");
    }
  }

  async function carryOut(lane: Lane, submitting: Submitting, mayBeSent: boolean): Promise<void> {
    const answers = await store.openAnswers(lane);
    if (answers.length === 0) return;
    const session = await store.findSession(lane);
    if (!session) throw new Error("labels of a lane without a session");
    await hands.as(lane.team, lane.person, async (hand) => {
      const refused: Refused[] = [];
      try {
        for (const answer of answers) {
          if (answer.state === "undoing") await takeBack(hand, answer);
          if (answer.state === "said") refused.push(...(await send(hand, { lane, session, answer, mayBeSent })));
        }
        refused.push(...(await submit(hand, { lane, session, submitting })));
      } finally {
        if (refused.length > 0) await refuse(hand, { lane, session, refused });
      }
    });
  }

  type Refused = { readonly answer: Answer; readonly error: TasksApiError };

  type Sending = {
    readonly lane: Lane;
    readonly session: LabelingSession;
    readonly answer: Answer;
    readonly mayBeSent: boolean;
  };

  /** Gives it where it is refused for good. */
  async function send(hand: Hand, { lane, session, answer, mayBeSent }: Sending): Promise<readonly Refused[]> {
    const { id, inputId, assignmentId, said } = answer;
    const { task } = session;
    try {
      const before = session.held.find((held) => held.assignmentId === assignmentId)?.before ?? [];
      for (const label of before) await unlessGone(() => hand.deleteLabel(inputId, label.id));
      const wasBegun = mayBeSent || answer.saidAt < startedAt;
      if (!(wasBegun && (await isThere(hand, lane.taskId, answer))))
        await hand.postLabel({
          id,
          taskId: lane.taskId,
          inputId,
          said,
          concepts: task.concepts.map((concept) => concept.id),
        });
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      // Refused may also mean that it is there: sent by a process that died, or by another replica at this moment.
      const maybeThere = error.outcomeUnknown || isFinal(error);
      const isTaken = maybeThere && (await isThere(hand, lane.taskId, answer));
      if (!isTaken && !isFinal(error)) throw error;
      if (!isTaken) return [{ answer, error }];
    }
    await noteSent(lane, session, id);
    return [];
  }

  async function noteSent(lane: Lane, session: LabelingSession, id: string): Promise<void> {
    const isEnd =
      session.isLast && leftOf(session, await store.recentAnswers(lane, session.held.length + 1)).length === 0;
    const waitMs = isEnd ? times.submitLastAfterMs : times.submitAfterMs;
    await store.move(id, { from: "said", to: "sent", dueAt: now().getTime() + waitMs });
  }

  /** Whether the Tasks API has it: under our id, or, where ids are its own, as what this person says of the input. */
  async function isThere(hand: Hand, taskId: string, { id, inputId, said }: Answer): Promise<boolean> {
    const labels = await hand.listLabels(taskId, { inputs: [inputId], people: [hand.account], haste: "background" });
    return labels.some((label) => label.id === id || (label.inputId === inputId && sayAlike(label.said, said)));
  }

  async function takeBack(hand: Hand, { id, inputId }: Answer): Promise<void> {
    await unlessGone(() => hand.deleteLabel(inputId, id));
    await store.move(id, { from: "undoing", to: "undone", dueAt: null });
  }

  type Submission = { readonly lane: Lane; readonly session: LabelingSession; readonly submitting: Submitting };

  /** Gives those that are refused for good. */
  async function submit(hand: Hand, { lane, session, submitting }: Submission): Promise<readonly Refused[]> {
    const [open, recent] = await Promise.all([store.openAnswers(lane), store.recentAnswers(lane, RECENT)]);
    const isOver = session.isLast && leftOf(session, recent).length === 0;
    const chosen = chosenOf(
      open.filter(({ state }) => state === "sent"),
      { submitting, isOver },
    );
    const dueAt = now().getTime() + SENDING_LEASE_MS;
    // From here on nobody takes them back any more; due until the Tasks API has answered. Taken back until now, they are not submitted.
    const moved = await store.moveMany(
      chosen.map(({ id }) => id),
      { from: "sent", to: "submitted", dueAt },
    );
    const left = open.filter(({ state }) => state === "submitted");
    const all = [...left, ...chosen.filter(({ id }) => moved.has(id))];
    if (all.length === 0) return [];
    const refused = await submitAll(hand, lane.taskId, all);
    const done = all.filter((answer) => !refused.some((one) => one.answer === answer));
    await store.moveMany(
      done.map(({ id }) => id),
      { from: "submitted", to: "submitted", dueAt: null },
    );
    noticed(lane.taskId);
    return refused;
  }

  function chosenOf(
    sent: readonly Answer[],
    { submitting, isOver }: { submitting: Submitting; isOver: boolean },
  ): readonly Answer[] {
    if (submitting === "all") return sent;
    if (submitting === "all-but-last") return sent.slice(0, -1);
    const waitMs = isOver ? times.submitLastAfterMs : times.submitAfterMs;
    return sent.filter(({ saidAt }) => saidAt + waitMs <= now().getTime());
  }

  /** One call for all of them; one each where that was refused as a whole. Gives those that were refused. */
  async function submitAll(hand: Hand, taskId: string, answers: readonly Answer[]): Promise<readonly Refused[]> {
    try {
      await hand.submitLabels(
        taskId,
        answers.map(({ assignmentId }) => assignmentId),
      );
      return [];
    } catch (error) {
      if (!(error instanceof TasksApiError) || !isFinal(error)) throw error;
      const [only] = answers;
      if (only && answers.length === 1) return [{ answer: only, error }];
      const refused: Refused[] = [];
      for (const answer of answers) refused.push(...(await submitAll(hand, taskId, [answer])));
      return refused;
    }
  }

  type Refusal = { readonly lane: Lane; readonly session: LabelingSession; readonly refused: readonly Refused[] };

  /** Told once of all that were refused together. The task is not what it was when its inputs were given: they are asked for anew. */
  async function refuse(hand: Hand, { lane, session, refused }: Refusal): Promise<void> {
    const [first] = refused;
    if (!first) return;
    const { team, person, taskId } = lane;
    const { error } = first;
    const task = { id: taskId, name: session.task.name };
    const told = newEvent("label.refused", { team, person, task, count: refused.length, why: whyOf(error) });
    await store.refuse(
      refused.map(({ answer }) => answer.id),
      error.description ?? error.code,
      [told],
    );
    try {
      await fetching.renew(lane, hand);
    } finally {
      wakeNotifications();
    }
  }

  async function failed(lane: Lane, error: TasksApiError): Promise<void> {
    const { team, person, taskId } = lane;
    log.warn({ err: error, ...lane }, "labels wait: the other side does not take them now");
    const session = await store.findSession(lane);
    const [oldest] = await store.openAnswers(lane);
    const needsKey = error.code === "unauthorized";
    const told = newEvent(
      "label.waits",
      { team, person, task: { id: taskId, name: session?.task.name ?? taskId }, needsKey },
      // Once for as long as the same labels wait.
      { dedupeKey: `label.waits:${oldest?.id}` },
    );
    await store.postpone(lane, (attempts) => {
      const isTold = needsKey || attempts >= TOLD_AFTER;
      return { delayMs: pauseAfter(error, attempts, times), events: isTold ? [told] : [] };
    });
    wakeNotifications();
  }

  async function takeUp(): Promise<void> {
    try {
      for (const lane of await store.claimDue(LANES_AT_ONCE, SENDING_LEASE_MS)) lanes.wake(lane, { isTakenUp: true });
    } catch (err) {
      log.error({ err }, "labels that are due could not be looked for; they are looked for again");
    }
  }

  return {
    /** Something was said, or taken back: it is carried out as soon as nobody waits for an ack. */
    wake: (lane: Lane): void => lanes.wake(lane),

    /** Does this, as the person, once everything that they have said is sent, and submitted as far as asked. */
    async afterSending<T>(lane: Lane, submitting: Submitting, next: (hand: Hand) => Promise<T>): Promise<T> {
      return lanes.now(lane, async () => {
        await work(lane, submitting);
        return hands.as(lane.team, lane.person, next);
      });
    },

    /** Sends and submits all of a lane: the window was closed. */
    finish: (lane: Lane): Promise<void> => lanes.now(lane, () => work(lane, "all")),

    /** What stood in this person's way may be gone: what was tried in vain is tried again at once. */
    async retry(team: string, person: string): Promise<void> {
      await store.hasten(team, person);
      await takeUp();
    },

    start: () => rounds.start(),

    /** Resolves when what is under way has ended; what waits is due at the next start. */
    async stop(): Promise<void> {
      await rounds.stop();
      await lanes.stop();
    },
  };
}

/** The order in which concepts or shapes stand says nothing. */
function sayAlike(one: Answer["said"], other: Answer["said"]): boolean {
  if (one.kind === "concepts" && other.kind === "concepts")
    return JSON.stringify([...one.concepts].sort()) === JSON.stringify([...other.concepts].sort());
  if (one.kind === "shapes" && other.kind === "shapes")
    return JSON.stringify(one.shapes) === JSON.stringify(other.shapes);
  return false;
}

async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TasksApiError && error.isGone)) throw error;
  }
}
