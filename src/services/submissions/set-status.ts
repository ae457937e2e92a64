import { type Assignment, factsOfTask } from "../../domain/assignment.ts";
import type { Log } from "../../domain/log.ts";
import type { Submission } from "../../domain/submissions/submission.ts";
import type { StatusSet } from "../../domain/submissions/submission-outcome.ts";
import type { SettableStatus, Task } from "../../domain/task.ts";
import { isApplied } from "../../domain/task-diff.ts";
import { findOrGone, TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { InputCounts } from "../input-counts.ts";
import type { Accounts } from "../people/accounts.ts";
import { type AssignedPerson, findAssigned } from "../people/assigned-people.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { SourceNames } from "../source-names.ts";
import type { SubmissionRunner, SubmissionTimes } from "./runner.ts";
import type { Settling } from "./settle.ts";
import type { Turns } from "./turns.ts";

export type SetStatusPayload = { readonly taskId: string; readonly taskName: string; readonly status: SettableStatus };

/** Closes and reopens tasks: the status is written on what the task is now, so that nothing else changes. */
export function createStatusRunner(deps: {
  tasks: Pick<TasksGateway, "getTask" | "overwriteTask" | "countWork">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  countInputs: InputCounts;
  nameConcepts: ConceptNames;
  nameSource: SourceNames;
  rights: Pick<Rights, "refusalNow">;
  settle: Settling;
  inTurn: Turns;
  times: Pick<SubmissionTimes, "send">;
  log: Log;
}): SubmissionRunner<SetStatusPayload> {
  const { tasks, accounts, countInputs, nameConcepts, nameSource, rights, settle, inTurn, times, log } = deps;

  async function run(submission: Submission, payload: SetStatusPayload, lookFirst: boolean): Promise<void> {
    const failure = notChanged(payload);
    const fault = (error: TasksApiError): Promise<void> =>
      settle.failed(submission, error.isGone ? isGone(payload) : { ...failure, reason: why(error) });
    await settle.guard(submission, () => inTurn(payload.taskId, () => change(submission, payload, lookFirst)), {
      failure,
      fault,
    });
  }

  async function change(submission: Submission, payload: SetStatusPayload, lookFirst: boolean): Promise<void> {
    const { taskId, status } = payload;
    const fresh = await tasks.getTask(taskId, "interactive");
    // Either an earlier attempt was carried out, or somebody else has done the same and told everybody.
    if (fresh.status === status) return settleSet(submission, payload, fresh, { isOurs: lookFirst });
    const { team, person } = submission;
    const refusal = await rights.refusalNow(team, person, { action: "edit", task: fresh });
    if (refusal !== undefined) return settle.failed(submission, { ...notChanged(payload), reason: refusal });
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
    const [assigned, concepts, sourceName, inputs] = await Promise.all([
      isOurs ? findAssigned(accounts, submission.team, task) : [],
      nameConcepts(task.concepts, "interactive"),
      nameSource(task.inputSource, "interactive"),
      count(task),
    ]);
    const outcome: StatusSet = {
      outcome: "status-set",
      task: factsOfTask(task, {
        concepts,
        ...(sourceName !== undefined && { sourceName }),
        ...(inputs !== null && { inputs }),
      }),
      status,
      assignments: assigned.map(toAssignment),
      asked: status === "IN_PROGRESS" ? (await findBusy(task, assigned)).map(toAssignment) : [],
    };
    await settle.done(submission, outcome, [{ taskId: task.id }], { isOurs });
  }

  /** `null` where it cannot be told now: the messages do without. */
  async function count(task: Task): Promise<number | null> {
    try {
      return await countInputs(task.inputSource);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, task: task.id }, "messages about a task do without the number of its inputs");
      return null;
    }
  }

  /** Workers who have something left; all of them where the other side does not say. */
  async function findBusy(task: Task, assigned: readonly AssignedPerson[]): Promise<readonly AssignedPerson[]> {
    const workers = assigned.filter(({ role }) => role === "worker");
    if (task.work.strategy !== "FULL" && task.work.strategy !== "PARTITIONED") return workers;
    try {
      const counts = await tasks.countWork(task.id, "interactive");
      const busy = new Set(counts.filter(({ pending }) => pending > 0).map(({ accountId }) => accountId));
      return workers.filter(({ account }) => busy.has(account));
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn(
        { err: error, task: task.id },
        "all workers of a reopened task are asked, whether they have something left or not",
      );
      return workers;
    }
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
