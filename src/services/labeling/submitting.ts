import { newDoing } from "../../domain/history/doings.ts";
import { type LabelingSession, leftOf } from "../../domain/labeling/session.ts";
import { NO_REQUESTS, type RequestScope, runFor } from "../../domain/request-scope.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { RECENT } from "./fetching.ts";
import type { Hand } from "./hands.ts";
import type { ChangeRequests, LabelingStore, Lane, OpenAnswer } from "./ports.ts";
import { isFinal } from "./refusals.ts";
import type { LabelingTimes } from "./times.ts";

/** Which of the labels that the Tasks API has are submitted now: those whose time has come, all but the newest, or all. */
export type Submitting = "due" | "all-but-last" | "all";

/** What was refused for good. */
export type Refused = { readonly answer: OpenAnswer; readonly error: TasksApiError };

type ToSubmit = {
  readonly lane: Lane;
  readonly session: LabelingSession;
  readonly submitting: Submitting;
  /** The lane was claimed, and with it what is due of it. */
  readonly isTakenUp: boolean;
};

/** Says of labels that the Tasks API has that their worker is done with them: from then on they cannot be taken back. */
export function createSubmitting(deps: {
  store: LabelingStore;
  /** What reviewers have sent back. */
  requests: Pick<ChangeRequests, "answer">;
  leaseMs: number;
  /** One call submits several: it is made for the request of the oldest. */
  requestScope?: Pick<RequestScope, "run">;
  /** Labels of a task were submitted. */
  noticed: (taskId: string) => void;
  times: Pick<LabelingTimes, "submitAfterMs" | "submitLastAfterMs">;
  now: () => Date;
}) {
  const { store, requests, leaseMs, requestScope = NO_REQUESTS, noticed, times, now } = deps;

  function chosenOf(
    sent: readonly OpenAnswer[],
    { submitting, waitMs }: { submitting: Submitting; waitMs: number },
  ): readonly OpenAnswer[] {
    if (submitting === "all") return sent;
    if (submitting === "all-but-last") return sent.slice(0, -1);
    return sent.filter(({ saidAt }) => saidAt + waitMs <= now().getTime());
  }

  /** Whoever takes a lane up claims all that is due of it, which may be before its time: what was put off with others, for one. */
  async function letWait(early: readonly OpenAnswer[], waitMs: number): Promise<void> {
    const ids = early.map(({ id }) => id);
    const dueAt = Math.min(...early.map(({ saidAt }) => saidAt)) + waitMs;
    if (ids.length > 0) await store.moveMany(ids, { from: "sent", to: "sent", dueAt });
  }

  /** Gives those that are refused for good; rejects with `TasksApiError` where the others have to wait. */
  return async (hand: Hand, { lane, session, submitting, isTakenUp }: ToSubmit): Promise<readonly Refused[]> => {
    const [open, recent] = await Promise.all([store.openAnswers(lane), store.recentAnswers(lane, RECENT)]);
    const isOver = session.isLast && leftOf(session, recent).length === 0;
    const waitMs = isOver ? times.submitLastAfterMs : times.submitAfterMs;
    const sent = open.filter(({ state }) => state === "sent");
    const chosen = chosenOf(sent, { submitting, waitMs });
    if (isTakenUp) await letWait(without(chosen, sent), waitMs);
    const dueAt = now().getTime() + leaseMs;
    // From here on nobody takes them back any more; due until the Tasks API has answered. Taken back until now, they are not submitted.
    const moved = await store.moveMany(
      chosen.map(({ id }) => id),
      { from: "sent", to: "submitted", dueAt },
    );
    const left = open.filter(({ state }) => state === "submitted");
    const all = [...left, ...chosen.filter(({ id }) => moved.has(id))];
    const [oldest] = all;
    if (!oldest) return [];
    const refused = await runFor(requestScope, oldest, () => submitAll(hand, lane.taskId, all));
    const done = all.filter((answer) => !refused.some((one) => one.answer === answer));
    const head = { team: lane.team, person: lane.person, task: { id: lane.taskId, name: session.task.name } };
    await store.end(
      new Map(
        done.map(({ id, inputId, via }) => [id, newDoing("label.submitted", { ...head, via }, { input: inputId })]),
      ),
    );
    await requests.answer({ ...lane, worker: hand.account }, done);
    noticed(lane.taskId);
    return refused;
  };
}

const without = (some: readonly OpenAnswer[], all: readonly OpenAnswer[]): readonly OpenAnswer[] =>
  all.filter((answer) => !some.includes(answer));

/** One call for all of them; one each where that was refused as a whole. Gives those that were refused. */
async function submitAll(hand: Hand, taskId: string, answers: readonly OpenAnswer[]): Promise<readonly Refused[]> {
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
