import type { AwaitedAcks } from "../../domain/awaited-acks.ts";
import { type Answer, type LabelingSession, leftOf } from "../../domain/labeling/session.ts";
import type { Log } from "../../domain/log.ts";
import { newEvent } from "../../domain/notifications/events.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { LabelFetching } from "./fetching.ts";
import type { Hand, Hands } from "./hands.ts";
import type { ChangeRequests, LabelingStore, Lane, OpenAnswer } from "./ports.ts";
import { isFinal, whyOf } from "./refusals.ts";
import { createSender } from "./sender.ts";
import { createSubmitting, type Refused, type Submitting } from "./submitting.ts";
import type { LabelingTimes } from "./times.ts";

/** How long an answer is this process's to send. */
export const SENDING_LEASE_MS = 60_000;

export type LabelSending = ReturnType<typeof createLabelSending>;

/**
 * Sends what people have said to the Tasks API, each under their own name: a label with the answer, its submission some seconds
 * later, so that it can be taken back until then. What cannot be sent is kept and tried again; what is refused is told.
 */
export function createLabelSending(deps: {
  store: LabelingStore;
  /** What reviewers have sent back is answered once it is submitted. */
  requests: Pick<ChangeRequests, "answer">;
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
  const { store, hands, fetching, wakeNotifications, times, now } = deps;
  const sender = createSender({
    ...deps,
    what: "labels",
    waits: "label.waits",
    queue: store,
    findTaskName: async (lane) => (await store.findSession(lane))?.task.name,
    leaseMs: SENDING_LEASE_MS,
    carryOut: (lane, isTakenUp) => carryOut(lane, "due", isTakenUp),
  });
  const submit = createSubmitting({ ...deps, leaseMs: SENDING_LEASE_MS });
  /** What was said before, a process that is no more may have sent. */
  const startedAt = now().getTime();
  /** Ids of answers that went out from here, and of which it is not noted yet that they have arrived. */
  const onTheirWay = new Set<string>();

  async function carryOut(lane: Lane, submitting: Submitting, isTakenUp = false): Promise<void> {
    const answers = await store.openAnswers(lane);
    if (answers.length === 0) return;
    const session = await store.findSession(lane);
    if (!session) throw new Error("labels of a lane without a session");
    await hands.as(lane.team, lane.person, async (hand) => {
      const refused: Refused[] = [];
      try {
        for (const answer of answers) {
          if (answer.state === "undoing") await takeBack(hand, answer);
          if (answer.state === "said") refused.push(...(await send(hand, { lane, session, answer, isTakenUp })));
        }
        refused.push(...(await submit(hand, { lane, session, submitting })));
      } finally {
        if (refused.length > 0) await refuse(hand, { lane, session, refused });
      }
    });
  }

  type Sending = {
    readonly lane: Lane;
    readonly session: LabelingSession;
    readonly answer: OpenAnswer;
    readonly isTakenUp: boolean;
  };

  /** Gives it where it is refused for good. */
  async function send(hand: Hand, { lane, session, answer, isTakenUp }: Sending): Promise<readonly Refused[]> {
    const { id, inputId, assignmentId, said } = answer;
    const { task } = session;
    try {
      const before = session.held.find((held) => held.assignmentId === assignmentId)?.before ?? [];
      for (const label of before) await unlessGone(() => hand.deleteLabel(inputId, label.id));
      const isSent = (isTakenUp || mayBeThere(answer)) && (await isThere(hand, lane.taskId, answer));
      if (!isSent) {
        onTheirWay.add(id);
        await hand.postLabel({
          id,
          taskId: lane.taskId,
          inputId,
          said,
          concepts: task.concepts.map((concept) => concept.id),
        });
      }
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      // Refused may also mean that it is there: sent by a process that died, or by another replica at this moment.
      const maybeThere = error.outcomeUnknown || isFinal(error);
      const isTaken = maybeThere && (await isThere(hand, lane.taskId, answer));
      if (!isTaken && !isFinal(error)) throw error;
      if (!isTaken) {
        onTheirWay.delete(id);
        return [{ answer, error }];
      }
    }
    await noteSent(lane, session, id);
    onTheirWay.delete(id);
    return [];
  }

  /** It went out before, and nobody has noted what became of it: it is looked for before it is sent again. */
  const mayBeThere = ({ id, attempts, saidAt }: OpenAnswer): boolean =>
    attempts > 0 || onTheirWay.has(id) || saidAt < startedAt;

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

  return {
    /** Something was said, or taken back: it is carried out as soon as nobody waits for an ack. */
    wake: sender.wake,

    /** Does this, as the person, once everything that they have said is sent, and submitted as far as asked. */
    afterSending: <T>(lane: Lane, submitting: Submitting, next: (hand: Hand) => Promise<T>): Promise<T> =>
      sender.nowAndThen(lane, () => carryOut(lane, submitting), next),

    /** Sends and submits all of a lane: the window was closed. */
    finish: (lane: Lane): Promise<void> => sender.now(lane, () => carryOut(lane, "all")),

    retry: sender.retry,
    start: sender.start,
    stop: sender.stop,
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
