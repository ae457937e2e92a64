import type { Assignment } from "../../domain/assignment.ts";
import { ownStatus, untoldStatus } from "../../domain/elsewhere/own-change.ts";
import type { Log } from "../../domain/log.ts";
import type { Submission } from "../../domain/submissions/submission.ts";
import type { StatusSet } from "../../domain/submissions/submission-outcome.ts";
import type { SettableStatus, Task } from "../../domain/task.ts";
import { isApplied } from "../../domain/task-diff.ts";
import { findOrGone, TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { FindBusy } from "../changes/find-busy.ts";
import type { Accounts } from "../people/accounts.ts";
import { type AssignedPerson, findAllAssigned } from "../people/assigned-people.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { FindTaskFacts } from "../task-facts.ts";
import type { SubmissionRunner, SubmissionTimes } from "./runner.ts";
import type { Settling } from "./settle.ts";
import type { StillOurs } from "./still-ours.ts";
import type { Turn, Turns } from "./turns.ts";

export type SetStatusPayload = { readonly taskId: string; readonly taskName: string; readonly status: SettableStatus };

/** Closes and reopens tasks: the status is written on what the task is now, so that nothing else changes. */
export function createStatusRunner(deps: {
  tasks: Pick<TasksGateway, "getTask" | "overwriteTask">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  findFacts: FindTaskFacts;
  findBusy: FindBusy;
  rights: Pick<Rights, "refusalNow">;
  settle: Settling;
  stillOurs: StillOurs;
  inTurn: Turns;
  times: Pick<SubmissionTimes, "send">;
  log: Log;
}): SubmissionRunner<SetStatusPayload> {
  const { tasks, accounts, findFacts, findBusy, rights, settle, stillOurs, inTurn, times, log } = deps;

  async function run(submission: Submission, payload: SetStatusPayload, lookFirst: boolean): Promise<void> {
    const failure = notChanged(payload);
    const fault = (error: TasksApiError): Promise<void> =>
      settle.failed(submission, error.isGone ? isGone(payload) : { ...failure, reason: why(error) });
    const work = () => inTurn(payload.taskId, (turn) => change(submission, payload, { turn, lookFirst }));
    await settle.guard(submission, work, { failure, fault });
  }

  async function change(
    submission: Submission,
    payload: SetStatusPayload,
    { turn, lookFirst }: { turn: Turn; lookFirst: boolean },
  ): Promise<void> {
    const { taskId, status } = payload;
    const fresh = await tasks.getTask(taskId, "interactive");
    // Either an earlier attempt was carried out, or somebody else has done the same, and everybody is told of that.
    if (fresh.status === status) return settleSet(submission, payload, fresh, { isOurs: lookFirst });
    const { team, person } = submission;
    const refusal = await rights.refusalNow(team, person, { action: "edit", task: fresh });
    if (refusal !== undefined) return settle.failed(submission, { ...notChanged(payload), reason: refusal });
    await stillOurs(submission);
    await turn.keep();
    try {
      await settleSet(submission, payload, await tasks.overwriteTask(fresh.raw, { status }, { timeoutMs: times.send }));
    } catch (error) {
      if (!(error instanceof TasksApiError && error.outcomeUnknown && error.call === "PatchTasks")) throw error;
      await lookForIt(submission, payload, error);
    }
  }

  /** PatchTasks was sent and not answered: the task says whether it was carried out. */
  async function lookForIt(submission: Submission, payload: SetStatusPayload, error: TasksApiError): Promise<void> {
    await settle.lookAgain(submission, {
      failure: notChanged(payload),
      nothing: "Nothing was changed",
      why: why(error),
      async settleIfDone() {
        const fresh = await tasks.getTask(payload.taskId, "interactive");
        const isDone = isApplied(fresh, { status: payload.status });
        if (isDone) await settleSet(submission, payload, fresh);
        return isDone;
      },
    });
  }

  async function recheck(submission: Submission, payload: SetStatusPayload): Promise<void> {
    const fresh = await findOrGone(() => tasks.getTask(payload.taskId, "background"));
    if (fresh?.status === payload.status) await settleSet(submission, payload, fresh);
    else await settle.dropped(submission);
  }

  async function settleSet(
    submission: Submission,
    { status }: SetStatusPayload,
    task: Task,
    { isOurs } = { isOurs: true },
  ): Promise<void> {
    const [named, facts] = await Promise.all([
      isOurs ? findAllAssigned(accounts, submission.team, task, log) : undefined,
      findFacts(task, "interactive"),
    ]);
    const assigned = named ?? [];
    const outcome: StatusSet = {
      outcome: "status-set",
      task: facts,
      status,
      assignments: assigned.map(toAssignment),
      asked: status === "IN_PROGRESS" ? (await findBusy(task, assigned, "interactive")).map(toAssignment) : [],
      ...(isOurs && !named && { isToldLater: true }),
    };
    // What somebody else has done is still to be told, as theirs.
    const own = isOurs ? [named ? ownStatus(task) : untoldStatus(submission.person, task)] : [];
    await settle.done(submission, outcome, { tasks: [{ taskId: task.id }], own, isOurs });
  }

  const why = (error: TasksApiError): string => describeFault(error, accounts.otherSide);

  const isGone = (payload: SetStatusPayload) => ({
    ...notChanged(payload),
    reason: "The task does not exist any more: somebody has deleted it meanwhile.",
    canTryAgain: false,
  });

  return { run, recheck, subjectOf: ({ taskName }) => taskName };
}

const toAssignment = ({ account: _account, ...assignment }: AssignedPerson): Assignment => assignment;

const notChanged = ({ taskName }: SetStatusPayload) => ({
  outcome: "failed" as const,
  what: "changed" as const,
  taskName,
  reason: "",
  canTryAgain: true,
  canGoBack: false,
});
