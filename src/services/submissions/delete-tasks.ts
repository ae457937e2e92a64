import { ownDeletion, untoldDeletion } from "../../domain/elsewhere/own-change.ts";
import type { Log } from "../../domain/log.ts";
import { plural } from "../../domain/numbers.ts";
import type { Submission } from "../../domain/submissions/submission.ts";
import type { SubmissionFailed, TasksToDelete } from "../../domain/submissions/submission-outcome.ts";
import type { Named, Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import { findAssignedTo } from "../changes/find-assigned-to.ts";
import { findTasks } from "../changes/find-tasks.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { DeletionDrafts } from "./deletion-drafts.ts";
import type { SubmissionRunner, SubmissionTimes } from "./runner.ts";
import type { Settling } from "./settle.ts";
import type { StillOurs } from "./still-ours.ts";

const NAMES_SHOWN = 5;

/** Deletes tasks, all or none, and says which of them stood in the way. */
export function createDeletionRunner(deps: {
  tasks: Pick<TasksGateway, "getTask" | "listTasks" | "deleteTasks">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  rights: Pick<Rights, "refusalNow">;
  drafts: Pick<DeletionDrafts, "keep">;
  settle: Settling;
  stillOurs: StillOurs;
  times: Pick<SubmissionTimes, "send">;
  log: Log;
}): SubmissionRunner<TasksToDelete> {
  const { tasks, accounts, rights, drafts, settle, stillOurs, times } = deps;

  async function run(submission: Submission, payload: TasksToDelete, lookFirst: boolean): Promise<void> {
    const failure = notDeleted(payload);
    const fault = (error: TasksApiError): Promise<void> =>
      settle.failed(submission, { ...failure, reason: `Nothing was deleted. ${why(error)}` });
    await settle.guard(submission, () => remove(submission, payload, lookFirst), { failure, fault });
  }

  async function remove(submission: Submission, payload: TasksToDelete, lookFirst: boolean): Promise<void> {
    const { there, gone } = await look(payload.tasks);
    if (lookFirst && there.length === 0) return settleDeleted(submission, payload);
    if (gone.length > 0) return settleIncomplete(submission, payload, gone);
    const { team, person } = submission;
    for (const task of there) {
      const refusal = await rights.refusalNow(team, person, { action: "delete", task });
      if (refusal === undefined) continue;
      const reason = `Nothing was deleted. “${task.name}” is not yours to delete. ${refusal}`;
      return settle.failed(submission, { ...notDeleted(payload), reason });
    }
    const people = await findAssignedTo(deps, submission.team, there);
    await stillOurs(submission);
    try {
      await tasks.deleteTasks(
        there.map(({ id }) => id),
        { timeoutMs: times.send },
      );
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      if (error.isGone) return settleIncomplete(submission, payload, (await look(there)).gone);
      if (!error.outcomeUnknown) throw error;
      return lookForIt(submission, { ...payload, people }, error);
    }
    await settleDeleted(submission, { ...payload, people });
  }

  /** DeleteTasks was sent and not answered: it was carried out if none of the tasks is left. */
  async function lookForIt(submission: Submission, payload: TasksToDelete, error: TasksApiError): Promise<void> {
    await settle.lookAgain(submission, {
      failure: notDeleted(payload),
      nothing: "Nothing was deleted",
      why: why(error),
      async settleIfDone() {
        const { there } = await look(payload.tasks);
        if (there.length === 0) await settleDeleted(submission, payload);
        return there.length === 0;
      },
    });
  }

  async function recheck(submission: Submission, payload: TasksToDelete): Promise<void> {
    const { there } = await look(payload.tasks);
    if (there.length === 0) await settleDeleted(submission, payload);
    else await settle.dropped(submission);
  }

  /** Which of the tasks there still are. */
  async function look(named: readonly Named[]): Promise<{ there: Task[]; gone: Named[] }> {
    const there: Task[] = [];
    const gone: Named[] = [];
    const found = await findTasks(
      tasks,
      named.map(({ id }) => id),
    );
    for (const [index, task] of named.entries()) {
      const still = found[index];
      if (still) there.push(still);
      else gone.push(task);
    }
    return { there, gone };
  }

  /** Some of the tasks are gone: nothing is deleted, and the others are kept as what the lead can delete instead. */
  async function settleIncomplete(
    submission: Submission,
    payload: TasksToDelete,
    gone: readonly Named[],
  ): Promise<void> {
    const { id: draft, team, person } = submission;
    const isLeft = (id: string): boolean => gone.every((task) => task.id !== id);
    const others = {
      tasks: payload.tasks.filter(({ id }) => isLeft(id)),
      people: payload.people?.filter(({ taskId }) => isLeft(taskId)),
    };
    await drafts.keep({ draft, team, person }, others);
    await settle.failed(submission, explain(payload, gone));
  }

  async function settleDeleted(submission: Submission, { tasks: deleted, people }: TasksToDelete): Promise<void> {
    const cards = deleted.map(({ id, name }) => ({ taskId: id, gone: { name, by: submission.person } }));
    const told = people ? { people } : { people: [], isToldLater: true as const };
    const own = deleted.map(({ id }) => (people ? ownDeletion(id) : untoldDeletion(submission.person, id)));
    await settle.done(submission, { outcome: "deleted", tasks: deleted, ...told }, { tasks: cards, own });
  }

  const why = (error: TasksApiError): string => describeFault(error, accounts.otherSide);

  return { run, recheck, subjectOf: subjectOfDeletion };
}

/** What a deletion is about: the one name, or how many. */
function subjectOfDeletion({ tasks }: Pick<TasksToDelete, "tasks">): string {
  const [first] = tasks;
  return tasks.length === 1 && first ? first.name : plural(tasks.length, "task");
}

const notDeleted = (payload: Pick<TasksToDelete, "tasks">): SubmissionFailed => ({
  outcome: "failed",
  what: "deleted",
  taskName: subjectOfDeletion(payload),
  reason: "",
  canTryAgain: true,
  canGoBack: false,
});

function explain(payload: TasksToDelete, gone: readonly Named[]): SubmissionFailed {
  const names = gone.slice(0, NAMES_SHOWN).map(({ name }) => `“${name}”`);
  const more = gone.length > NAMES_SHOWN ? ` and ${gone.length - NAMES_SHOWN} more` : "";
  const others = payload.tasks.length - gone.length;
  const verb = gone.length === 1 ? "does" : "do";
  const rest = others > 0 ? " Tasks are deleted all together or not at all, so nothing was deleted." : "";
  return {
    ...notDeleted(payload),
    reason: `${names.join(", ")}${more} ${verb} not exist any more: somebody has deleted what you chose.${rest}`,
    canTryAgain: false,
    others,
  };
}
