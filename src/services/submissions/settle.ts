import type { OwnChange } from "../../domain/elsewhere/own-change.ts";
import type { Doing } from "../../domain/history/doings.ts";
import { doingsOfSubmission } from "../../domain/history/doings-of-submission.ts";
import type { Log } from "../../domain/log.ts";
import { type CardsRefresh, type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { orderOf } from "../../domain/notifications/outcome-order.ts";
import type { PromisedEntry, Submission } from "../../domain/submissions/submission.ts";
import type { SubmissionFailed, SubmissionOutcome } from "../../domain/submissions/submission-outcome.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { SubmissionJournal } from "../ports.ts";
import { TakenUp } from "./still-ours.ts";
import { NoTurn } from "./turns.ts";

/** An unanswered request is looked for once more after this time: it may have been carried out late. */
const LOOK_AGAIN_MS = 60_000;

export type Settling = ReturnType<typeof createSettling>;

/** The one way in which a submission ends: one event tells everybody, others bring the posted cards up to date. */
export function createSettling(deps: {
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
    return newEvent("submission.settled", { ...head, ...outcome }, { group: id, ...orderOf(team, outcome) });
  }

  /** Ends this attempt alone: one that has begun meanwhile ends by itself. */
  const settle = (
    { id, attempts: attempt }: Submission,
    outcome: Omit<Parameters<SubmissionJournal["settle"]>[1], "attempt">,
    events: readonly NewEvent[],
    doings: readonly Doing[] = [],
  ): Promise<boolean> => journal.settle(id, { ...outcome, attempt }, events, doings);

  /**
   * It was done; `tasks` are those whose cards are to show it, `own` is what is no news when tasks are looked at next. `isOurs`: not false
   * where somebody else had done the same before. `promised` is to be done later because of it. Gives false where the submission is somebody
   * else's by now, who tells it.
   */
  async function done(
    submission: Submission,
    outcome: SubmissionOutcome,
    {
      tasks,
      own,
      isOurs = true,
      promised,
    }: {
      tasks: readonly Omit<CardsRefresh, "team">[];
      own: readonly OwnChange[];
      isOurs?: boolean;
      promised?: PromisedEntry | undefined;
    },
  ): Promise<boolean> {
    const cards = tasks.map((task) => newEvent("cards.refresh", { team: submission.team, ...task }));
    const doings = isOurs ? doingsOfSubmission(submission, outcome) : [];
    const events = [eventOf(submission, outcome), ...cards];
    const isTold = await settle(submission, { status: "done", own, promised }, events, doings);
    wake();
    return isTold;
  }

  /** It was not done. */
  async function failed(submission: Submission, outcome: SubmissionOutcome): Promise<void> {
    await settle(submission, { status: "failed" }, [eventOf(submission, outcome)]);
    wake();
  }

  /** Nobody knows yet whether it was done: it is told as not done, and looked at again. */
  async function doubtful(submission: Submission, outcome: SubmissionOutcome): Promise<void> {
    await settle(submission, { status: "doubtful", checkAt: lookAgainAt() }, [eventOf(submission, outcome)]);
    wake();
  }

  /** A second look has shown that it was not done, as was told. */
  async function dropped(submission: Submission): Promise<void> {
    await settle(submission, { status: "failed" }, []);
  }

  /** A look could not be had: it is looked at once more, and nothing is told of it. */
  async function undecided(submission: Submission): Promise<void> {
    await settle(submission, { status: "doubtful", checkAt: lookAgainAt() }, []);
  }

  /** It is over without an outcome of its own; `events` are what is told instead, if anything. */
  async function quietly(
    submission: Submission,
    events: readonly NewEvent[] = [],
    own: readonly OwnChange[] = [],
  ): Promise<void> {
    await settle(submission, { status: "done", own }, events);
    if (events.length > 0) wake();
  }

  const lookAgainAt = (): Date => new Date(now().getTime() + LOOK_AGAIN_MS);

  /**
   * A request was sent and not answered: `settleIfDone` looks whether it was carried out, settles it if so, and says whether.
   * If not, it is told as `failure` (with `nothing` of what did not happen, and `why`), and looked at once more later.
   */
  async function lookAgain(
    submission: Submission,
    { failure, nothing, why, hint = "", aside = "", settleIfDone }: Unanswered,
  ): Promise<void> {
    let reason = `${nothing}. ${why}${aside}`;
    try {
      if (await settleIfDone()) return;
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, submission: submission.id }, "could not look for what became of an unanswered request");
      reason = `As far as can be seen ${nothing.charAt(0).toLowerCase()}${nothing.slice(1)}. ${why}${hint}${aside}`;
    }
    await doubtful(submission, { ...failure, reason });
  }

  /** Runs the work; a fault of the other side is handed on to be told, any other one is logged and told here. */
  async function guard(
    submission: Submission,
    work: () => Promise<void>,
    tell: {
      readonly fault: (error: TasksApiError) => Promise<void>;
      readonly failure: SubmissionFailed;
      /** What happened all the same, to be said after the reason. */
      readonly aside?: () => string;
    },
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof TasksApiError) {
        log.warn({ err: error, submission: submission.id }, "the Tasks API did not carry out a submission");
        return tell.fault(error);
      }
      if (error instanceof TakenUp) {
        log.warn({ submission: submission.id }, "a submission was taken up by somebody else, and is left to them");
        return;
      }
      if (error instanceof NoTurn) return failed(submission, { ...tell.failure, reason: BUSY });
      const reason = logOurFault(submission, error) + (tell.aside?.() ?? "");
      await failed(submission, { ...tell.failure, reason });
    }
  }

  /** Logs what should not happen, and gives what its sender is told: once, with an id that both have. */
  function logOurFault(submission: Submission, err: unknown): string {
    const id = submission.id.slice(-8);
    log.error({ id, submission: submission.id, err }, "a submission could not be carried out");
    return `Labeldesk failed. Try again; if it keeps happening, give the id ${id} to the person who installed Labeldesk.`;
  }

  return { done, failed, doubtful, dropped, undecided, quietly, lookAgain, guard };
}

type Unanswered = {
  readonly failure: SubmissionFailed;
  /** "Nothing was saved". */
  readonly nothing: string;
  /** What the other side said, or that it said nothing. */
  readonly why: string;
  /** Said when it could not be looked for. */
  readonly hint?: string;
  /** What happened all the same, to be said at the end. */
  readonly aside?: string;
  readonly settleIfDone: () => Promise<boolean>;
};

const BUSY = "Another change of this task is being saved at this moment. Try again when it is through.";
