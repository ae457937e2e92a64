import { type CardsRefresh, type NewEvent, newEvent } from "../domain/events.ts";
import type { Log } from "../domain/log.ts";
import type { Submission } from "../domain/submission.ts";
import type { SubmissionFailed, SubmissionOutcome } from "../domain/submission-outcome.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { lookAgainAt } from "./look-again.ts";
import { logOurFault } from "./our-fault.ts";
import type { SubmissionJournal } from "./ports.ts";
import { NoTurn } from "./turns.ts";

export type ChangeSettling = ReturnType<typeof createChangeSettling>;

/** Settles submissions that change or delete tasks: one event tells everybody, another brings the posted cards up to date. */
export function createChangeSettling(deps: {
  journal: Pick<SubmissionJournal, "settle">;
  now: () => Date;
  /** Told after events were written, so that they are sent at once. */
  wake: () => void;
  log: Log;
}) {
  const { journal, now, wake, log } = deps;

  function eventOf(submission: Submission, outcome: SubmissionOutcome): NewEvent {
    const { id, team, person, viewId, attempts } = submission;
    const at = Math.floor(now().getTime() / 1000);
    const head = { submission: id, team, person, viewId, attempt: attempts, at };
    return newEvent("submission.settled", { ...head, ...outcome }, { group: id });
  }

  /** Ends this attempt alone: one that has begun meanwhile ends by itself. */
  const settle = (
    { id, attempts: attempt }: Submission,
    outcome: Omit<Parameters<SubmissionJournal["settle"]>[1], "attempt">,
    events: readonly NewEvent[],
  ): Promise<void> => journal.settle(id, { ...outcome, attempt }, events);

  /** It was done; `tasks` are those whose cards are to show it. */
  async function done(
    submission: Submission,
    outcome: SubmissionOutcome,
    tasks: readonly Omit<CardsRefresh, "team">[],
  ): Promise<void> {
    const cards = tasks.map((task) => newEvent("cards.refresh", { team: submission.team, ...task }));
    await settle(submission, { status: "done" }, [eventOf(submission, outcome), ...cards]);
    wake();
  }

  /** It was not done. */
  async function failed(submission: Submission, outcome: SubmissionOutcome): Promise<void> {
    await settle(submission, { status: "failed" }, [eventOf(submission, outcome)]);
    wake();
  }

  /** Nobody knows yet whether it was done: it is told as not done, and looked at again. */
  async function doubtful(submission: Submission, outcome: SubmissionOutcome): Promise<void> {
    await settle(submission, { status: "doubtful", checkAt: lookAgainAt(now()) }, [eventOf(submission, outcome)]);
    wake();
  }

  /** A second look has shown that it was not done, as was told. */
  const dropped = (submission: Submission): Promise<void> => settle(submission, { status: "failed" }, []);

  /** Runs the work; a fault of the other side is handed on to be told, any other one is logged and told here. */
  async function guard(
    submission: Submission,
    work: () => Promise<void>,
    tell: { fault: (error: TasksApiError) => Promise<void>; failure: SubmissionFailed },
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof TasksApiError) {
        log.warn({ err: error, submission: submission.id }, "the Tasks API did not change a task");
        return tell.fault(error);
      }
      if (error instanceof NoTurn) return failed(submission, { ...tell.failure, reason: BUSY });
      await failed(submission, { ...tell.failure, reason: logOurFault(log, submission, error) });
    }
  }

  return { done, failed, doubtful, dropped, guard };
}

const BUSY = "Another change of this task is being saved at this moment. Try again when it is through.";

/** What was looked for, undefined when it does not exist any more. */
export async function findOrGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TasksApiError && error.isGone) return undefined;
    throw error;
  }
}
