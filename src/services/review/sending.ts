import type { AwaitedAcks } from "../../domain/awaited-acks.ts";
import { type Doing, type Doings, newDoing, type Via } from "../../domain/history/doings.ts";
import type { WorkAssignment } from "../../domain/labeling/label.ts";
import type { Log } from "../../domain/log.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { NO_REQUESTS, type RequestScope, runFor } from "../../domain/request-scope.ts";
import type { InputVerdict, ReviewTask, SavedReview } from "../../domain/review/review.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Hand, Hands } from "../labeling/hands.ts";
import type { ChangeRequest, ChangeRequests, Lane } from "../labeling/ports.ts";
import { isFinal, whyOf } from "../labeling/refusals.ts";
import { createSender } from "../labeling/sender.ts";
import type { LabelingTimes } from "../labeling/times.ts";
import { correctLabel } from "./correct-label.ts";
import type { ReviewStore } from "./ports.ts";

/** How long a batch of verdicts is this process's to send. */
export const REVIEW_LEASE_MS = 120_000;

/** Given to those that somebody else has decided meanwhile: the Tasks API takes a verdict on them, and changes nothing. */
const OVERTAKEN = "Another reviewer had decided them first, so yours was not needed.";

export type ReviewSending = ReturnType<typeof createReviewSending>;

/**
 * Sends verdicts to the Tasks API, each under the reviewer's own name. What cannot be sent is kept and tried again (a verdict on what is
 * decided changes nothing there); what is refused is told once; and whose label is to be changed is asked to, once for all of a batch.
 * Who they are in Slack is asked when that is delivered: no verdict waits for it.
 */
export function createReviewSending(deps: {
  team: string;
  store: ReviewStore;
  /** Where workers' windows find what they are to change. */
  requests: Pick<ChangeRequests, "keep">;
  hands: Hands;
  acks: Pick<AwaitedAcks, "areAny" | "quietMs">;
  requestScope?: Pick<RequestScope, "run" | "current">;
  /** The outbox has something to send. */
  wakeNotifications: () => void;
  /** Labels of a task were decided. */
  noticed: (taskId: string) => void;
  times: LabelingTimes;
  log: Log;
}) {
  const { store, requests, hands, requestScope = NO_REQUESTS, wakeNotifications, noticed } = deps;
  const sender = createSender({
    ...deps,
    what: "verdicts",
    waits: "review.waits",
    queue: store,
    findTaskName: async (lane) => (await store.findSession(lane))?.task.name,
    leaseMs: REVIEW_LEASE_MS,
    carryOut,
  });

  async function carryOut(lane: Lane): Promise<void> {
    const reviews = await store.openReviews(lane);
    if (reviews.length === 0) return;
    const session = await store.findSession(lane);
    if (!session) throw new Error("verdicts of a lane without a session");
    await hands.as(lane.team, lane.person, async (hand) => {
      for (const review of reviews) await runFor(requestScope, review, () => send(hand, lane, session.task, review));
    });
  }

  async function send(hand: Hand, lane: Lane, task: ReviewTask, { id, about, via }: SavedReview): Promise<void> {
    const by: DoneBy = { ...lane, via };
    if (about.kind === "worker") {
      const refused = await unlessRefused(() => hand.review(lane.taskId, about.verdict, { workers: [about.worker] }));
      noticed(lane.taskId);
      if (refused instanceof TasksApiError) return settle(id, [refusal(lane, task, { why: whyOf(refused) })], []);
      return settle(id, [], [reviewed(by, task, { verdict: about.verdict, worker: about.worker })]);
    }
    const asked = askedOf(about.verdicts);
    if (asked.length > 0) await requests.keep(lane, asked);
    const outcomes = await correctAll(hand, task, about.verdicts);
    const refused = outcomes.map(({ given }) => given);
    const of = about.verdicts.filter((one) => !refused.includes(one));
    for (const verdict of ["approve", "request_changes", "reject"] as const)
      outcomes.push(...(await give(hand, lane.taskId, { verdict, of })));
    noticed(lane.taskId);
    const events = [...refusals(lane, task, outcomes), ...sentBackIn(lane, task, outcomes)];
    await settle(id, events, reviewedOf(by, task, outcomes));
  }

  /** What is to be corrected before it is approved; gives those that cannot be. */
  async function correctAll(hand: Hand, task: ReviewTask, verdicts: readonly InputVerdict[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const given of verdicts) {
      const answer = await unlessRefused(() => correctLabel(hand, task, given));
      const why = answer instanceof TasksApiError ? whyOf(answer) : answer;
      if (why !== undefined) outcomes.push({ given, sentBack: [], why });
    }
    return outcomes;
  }

  async function settle(id: string, events: readonly NewEvent[], doings: readonly Doing[]): Promise<void> {
    const isRefused = events.some(({ kind }) => kind === "review.refused");
    await store.settle(id, isRefused ? "refused" : "done", events, doings);
    if (events.length > 0) wakeNotifications();
  }

  /** One call for all of a kind; one each where that was refused as a whole. */
  async function give(
    hand: Hand,
    taskId: string,
    { verdict, of }: { verdict: InputVerdict["verdict"]; of: readonly InputVerdict[] },
  ): Promise<Outcome[]> {
    const given = of.filter((each) => each.verdict === verdict);
    if (given.length === 0) return [];
    const assignments = given.flatMap(({ on }) => on.map(({ assignmentId }) => assignmentId));
    const answer = await unlessRefused(() => hand.review(taskId, verdict, { assignments }));
    if (!(answer instanceof TasksApiError)) return given.map((one) => outcomeOf(one, answer));
    if (given.length === 1) return given.map((one) => ({ given: one, sentBack: [], why: whyOf(answer) }));
    const outcomes: Outcome[] = [];
    for (const one of given) outcomes.push(...(await give(hand, taskId, { verdict, of: [one] })));
    return outcomes;
  }

  return {
    /** Something was saved: it is sent as soon as nobody waits for an ack. */
    wake: sender.wake,

    /** Does this, as the person, once everything that they have saved is sent. */
    afterSending: <T>(lane: Lane, next: (hand: Hand) => Promise<T>): Promise<T> =>
      sender.nowAndThen(lane, () => carryOut(lane), next),

    /** Sends all of everybody's. Gives how many batches are not, since the Tasks API does not take them. */
    clear: (): Promise<number> => sender.clear(carryOut),

    retry: sender.retry,
    start: sender.start,
    stop: sender.stop,
  };
}

/** What a batch asks of each worker for each input. */
const askedOf = (verdicts: readonly InputVerdict[]): ChangeRequest[] =>
  verdicts
    .filter(({ verdict }) => verdict === "request_changes")
    .flatMap(({ on, inputId, reason = "" }) => on.map(({ worker }) => ({ worker, inputId, reason })));

/** What became of a verdict: whose label is theirs again, and why it was not taken. */
type Outcome = { readonly given: InputVerdict; readonly sentBack: readonly string[]; readonly why?: string };

/** By what the assignments are after it. A state that says nothing of it counts as done. */
function outcomeOf(given: InputVerdict, answer: readonly WorkAssignment[]): Outcome {
  const ids = new Set(given.on.map(({ assignmentId }) => assignmentId));
  const now = answer.filter(({ id }) => ids.has(id));
  const sentBack =
    given.verdict === "request_changes"
      ? now.flatMap(({ state, worker }) => (state === "PENDING" ? [worker] : []))
      : [];
  const isOvertaken = now.length > 0 && now.every(({ state }) => CONTRARY[given.verdict].includes(state));
  return { given, sentBack, ...(isOvertaken && { why: OVERTAKEN }) };
}

/** What an assignment can only be when somebody else was first. */
const CONTRARY: Readonly<Record<InputVerdict["verdict"], readonly WorkAssignment["state"][]>> = {
  approve: ["REJECTED", "PENDING"],
  reject: ["SUCCESS", "PENDING"],
  request_changes: ["SUCCESS", "REJECTED"],
};

/** Once for each reason. */
function refusals(lane: Lane, task: ReviewTask, outcomes: readonly Outcome[]): NewEvent[] {
  const refused = outcomes.flatMap(({ given, why }) => (why === undefined ? [] : [{ id: given.inputId, why }]));
  return [...new Set(refused.map(({ why }) => why))].map((why) => {
    const inputs = refused.filter((one) => one.why === why).map(({ id }) => id);
    return refusal(lane, task, { why, inputs });
  });
}

/** One for each worker, with all that this batch asks of them. */
function sentBackIn(
  { team, person: from, taskId }: Lane,
  { name }: ReviewTask,
  outcomes: readonly Outcome[],
): NewEvent[] {
  const workers = [...new Set(outcomes.flatMap(({ sentBack }) => sentBack))];
  return workers.map((account) => {
    const theirs = outcomes.filter(({ sentBack }) => sentBack.includes(account));
    const inputs = theirs.map(({ given }) => ({ id: given.inputId, reason: given.reason ?? "" }));
    return newEvent("label.sent-back", { team, account, from, task: { id: taskId, name }, inputs });
  });
}

/** Whose verdicts, and where they were given. */
type DoneBy = Lane & { readonly via: Via | undefined };

/** One for each label. */
const reviewedOf = (by: DoneBy, task: ReviewTask, outcomes: readonly Outcome[]): Doing[] =>
  outcomes
    .filter(({ why }) => why === undefined)
    .flatMap(({ given: { verdict, inputId, on } }) =>
      on.map(({ worker }) => reviewed(by, task, { verdict, input: inputId, worker })),
    );

const reviewed = (
  { team, person, taskId: id, via }: DoneBy,
  { name }: ReviewTask,
  about: Doings["label.reviewed"],
): Doing => newDoing("label.reviewed", { team, person, task: { id, name }, via }, about);

function refusal(
  { team, person, taskId }: Lane,
  { name }: ReviewTask,
  refused: { why: string; inputs?: readonly string[] },
): NewEvent {
  return newEvent("review.refused", { team, person, task: { id: taskId, name }, inputs: [], ...refused });
}

async function unlessRefused<T>(call: () => Promise<T>): Promise<T | TasksApiError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof TasksApiError && isFinal(error)) return error;
    throw error;
  }
}
