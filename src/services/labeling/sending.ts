import type { AwaitedAcks } from "../../domain/awaited-acks.ts";
import { freshOf, type LabelingSession, leftOf } from "../../domain/labeling/session.ts";
import type { Log } from "../../domain/log.ts";
import { newEvent } from "../../domain/notifications/events.ts";
import { NO_REQUESTS, type RequestScope, runFor } from "../../domain/request-scope.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { type LabelFetching, LOW, RECENT } from "./fetching.ts";
import type { Hand, Hands } from "./hands.ts";
import type { ChangeRequests, LabelingStore, Lane, OpenAnswer } from "./ports.ts";
import { deletePosted, findPosted, saidBefore } from "./posted.ts";
import { isFinal, whyOf } from "./refusals.ts";
import { createSender } from "./sender.ts";
import { createSubmitting, type Refused, type Submitting } from "./submitting.ts";
import { createTakingBack, type GivenAnswer, isTakenBack } from "./taking-back.ts";
import type { LabelingTimes } from "./times.ts";

/** How long an answer is this process's to send. */
export const SENDING_LEASE_MS = 60_000;

export type LabelSending = ReturnType<typeof createLabelSending>;

/**
 * Sends what people have said to the Tasks API, each under their own name: a label with the answer, its submission some seconds
 * later, so that it can be taken back until then. What cannot be sent is kept and tried again; what is refused is told.
 */
export function createLabelSending(deps: {
  team: string;
  store: LabelingStore;
  /** What reviewers have sent back is answered once it is submitted. */
  requests: Pick<ChangeRequests, "answer">;
  hands: Hands;
  /** What is held is fetched anew once some of it was refused. */
  fetching: Pick<LabelFetching, "renew">;
  acks: Pick<AwaitedAcks, "areAny" | "quietMs">;
  requestScope?: Pick<RequestScope, "run" | "current">;
  /** Labels of a task were submitted. */
  noticed: (taskId: string) => void;
  /** The outbox has something to send. */
  wakeNotifications: () => void;
  times: LabelingTimes;
  now: () => Date;
  log: Log;
}) {
  const { store, hands, fetching, requestScope = NO_REQUESTS, wakeNotifications, times, now } = deps;
  const sender = createSender({
    ...deps,
    what: "labels",
    waits: "label.waits",
    queue: store,
    findTaskName: async (lane) => (await store.findSession(lane))?.task.name,
    leaseMs: SENDING_LEASE_MS,
    carryOut: (lane, isTakenUp) => carryOut(lane, "due", isTakenUp),
    prepareNext: (lane) => holdNext(lane, LOW),
  });
  const submit = createSubmitting({ ...deps, leaseMs: SENDING_LEASE_MS });
  const { takeBack, noteLate } = createTakingBack({ store, leaseMs: SENDING_LEASE_MS, now });
  /** What was said before, a process that is no more may have sent. */
  const startedAt = now().getTime();
  /** Ids of answers that went out from here, and of which it is not noted yet that they have arrived. */
  const onTheirWay = new Set<string>();

  /**
   * Asks for the next inputs, once everything said is sent and all but the last is submitted; nothing where more than `most` are left of
   * those that are held. Rejects with `TasksApiError`.
   */
  async function holdNext(lane: Lane, most: number): Promise<void> {
    const [session, answers] = await Promise.all([store.findSession(lane), store.recentAnswers(lane, RECENT)]);
    if (!session) return;
    const isEnough = session.isLast || freshOf(session, leftOf(session, answers)).length > most;
    if (isEnough && session.isOutdated !== true) return;
    await sender.attempt(lane, () => carryOut(lane, "all-but-last"));
    const next = await hands.as(lane.team, lane.person, (hand) => fetching.renew(lane, hand));
    if (next?.isLast) await submitSoon(lane, next);
  }

  /** At the end nothing follows for which the last answers would wait to be submitted. */
  async function submitSoon(lane: Lane, session: LabelingSession): Promise<void> {
    const [open, recent] = await Promise.all([store.openAnswers(lane), store.recentAnswers(lane, RECENT)]);
    if (leftOf(session, recent).length > 0) return;
    const sent = open.filter(({ state }) => state === "sent").map(({ id }) => id);
    await store.moveMany(sent, { from: "sent", to: "sent", dueAt: now().getTime() + times.submitLastAfterMs });
  }

  async function carryOut(lane: Lane, submitting: Submitting, isTakenUp = false): Promise<void> {
    const answers = await store.openAnswers(lane);
    if (answers.length === 0) return;
    const session = await store.findSession(lane);
    if (!session) throw new Error("labels of a lane without a session");
    await hands.as(lane.team, lane.person, async (hand) => {
      const refused: Refused[] = [];
      const tried: string[] = [];
      const sent: string[] = [];
      const takeBackEach = async (undone: readonly OpenAnswer[]): Promise<void> => {
        for (const answer of undone) {
          await runFor(requestScope, answer, () => takeBack(hand, { lane, session, answer }));
          onTheirWay.delete(answer.id);
        }
      };
      try {
        let late: readonly OpenAnswer[] = [];
        try {
          for (const answer of answers) {
            if (isTakenBack(answer)) await takeBackEach([answer]);
            if (answer.state !== "said") continue;
            tried.push(answer.id);
            const error = await runFor(requestScope, answer, () => send(hand, { lane, session, answer, isTakenUp }));
            if (error) refused.push({ answer, error });
            else sent.push(answer.id);
          }
        } finally {
          const noted = await noteSent(lane, session, sent);
          const unnoted = tried.filter((id) => !noted.has(id));
          late = await noteLate(lane, session, unnoted);
        }
        await takeBackEach(late);
        refused.push(...(await submit(hand, { lane, session, submitting, isTakenUp })));
      } finally {
        if (refused.length > 0) await refuse(hand, { lane, session, refused });
      }
    });
  }

  /** Gives the refusal where it is one for good. */
  async function send(
    hand: Hand,
    { lane, session, answer, isTakenUp }: GivenAnswer & { readonly isTakenUp: boolean },
  ): Promise<TasksApiError | undefined> {
    const { id, inputId, said } = answer;
    const { task } = session;
    const isThere = async (): Promise<boolean> => (await findPosted(hand, lane.taskId, answer)).length > 0;
    try {
      for (const label of saidBefore(session, answer)) await deletePosted(hand, inputId, label.id);
      const isSent = (isTakenUp || mayBeThere(answer)) && (await isThere());
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
      const isTaken = maybeThere && (await isThere());
      if (!isTaken && !isFinal(error)) throw error;
      if (!isTaken) {
        onTheirWay.delete(id);
        return error;
      }
    }
    return undefined;
  }

  /** It went out before, and nobody has noted what became of it: it is looked for before it is sent again. */
  const mayBeThere = ({ id, attempts, saidAt }: OpenAnswer): boolean =>
    attempts > 0 || onTheirWay.has(id) || saidAt < startedAt;

  /** All of them in one wait for the disk. Without those that were taken back meanwhile, or that another replica has noted. */
  async function noteSent(lane: Lane, session: LabelingSession, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const isEnd = session.isLast && leftOf(session, await store.recentAnswers(lane, RECENT)).length === 0;
    const waitMs = isEnd ? times.submitLastAfterMs : times.submitAfterMs;
    const noted = await store.moveMany(ids, { from: "said", to: "sent", dueAt: now().getTime() + waitMs });
    for (const id of ids) onTheirWay.delete(id);
    return noted;
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
    await runFor(requestScope, first.answer, () =>
      store.refuse(
        refused.map(({ answer }) => answer.id),
        error.description ?? error.code,
        [told],
      ),
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

    /** The next inputs, where none is left: for somebody who waits. Rejects with `TasksApiError`. */
    holdNext: (lane: Lane): Promise<void> =>
      sender.inTurn(lane, async () => {
        await holdNext(lane, 0);
        // Where it gave fewer than ten for the first time, and none of them new.
        await holdNext(lane, 0);
      }),

    /** Sends and submits all of a lane: the window was closed. */
    finish: (lane: Lane): Promise<void> => sender.now(lane, () => carryOut(lane, "all")),

    /**
     * Sends and submits all of everybody's, also what another replica may be sending at this moment. Gives how many are not, since the
     * Tasks API does not take them.
     */
    clear: (): Promise<number> => sender.clear((lane) => carryOut(lane, "all", true)),

    retry: sender.retry,
    start: sender.start,
    stop: sender.stop,
  };
}
