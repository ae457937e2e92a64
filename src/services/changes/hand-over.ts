import { nameIn } from "../../domain/people/person.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { canBeHandedOver } from "../../domain/shares.ts";
import type { WorkerCounts } from "../../domain/task.ts";
import type { AssignmentChange } from "../../domain/task-diff.ts";
import { removeWorker } from "../../domain/task-form/change-workers.ts";
import { parseTaskEdit } from "../../domain/task-form/task-edit.ts";
import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import { type ChangeRequest, diffWork, type TaskChangesService } from "./task-changes.ts";

/** The problems speak of fields of the form. */
const ELSEWHERE = "/task assign adds workers, and /task edit changes how the work is divided; then hand it over.";

/** Handing over what one worker has not done: the form without them, and what that means for everybody. */
export type HandOverProposal = {
  readonly record: TaskFormRecord;
  readonly changes: readonly AssignmentChange[];
  /** In inputs, as the labeling side counts them now. */
  readonly done: number;
  readonly left: number;
};

/** The workers in Slack whose work can be handed over. */
export type HandOverChoice = { readonly taskName: string; readonly workers: readonly string[] };

export type HandOver = ReturnType<typeof createHandOver>;

/** What is to be known before somebody's work is handed over to the others. Refusals are sentences for people. */
export function createHandOver(deps: {
  changes: Pick<TaskChangesService, "openEdit">;
  tasks: Pick<TasksGateway, "countWork">;
  accounts: Pick<Accounts, "otherSide">;
}) {
  const { changes, tasks, accounts } = deps;

  /** The task's form, where there is something that can be handed over. */
  async function open(request: ChangeRequest): Promise<Result<TaskFormRecord, string>> {
    const opened = await changes.openEdit(request);
    if (!opened.ok) return opened;
    const { values } = opened.value;
    if (values.strategy === "FULL")
      return err(
        "Everybody on this task labels every input, so there is nothing to hand over. Edit takes somebody off.",
      );
    if (values.strategy !== "PARTITIONED" && values.strategy !== "DYNAMIC")
      return err("How the work on this task is divided is not known here: hand it over where the task was made.");
    if (!canBeHandedOver({ strategy: values.strategy, workers: values.workers }))
      return err("No other person works on this task: add somebody with /task assign first.");
    return opened;
  }

  async function choose(request: ChangeRequest): Promise<Result<HandOverChoice, string>> {
    const opened = await open(request);
    if (!opened.ok) return opened;
    return ok({ taskName: opened.value.edited?.task.name ?? "", workers: opened.value.values.workers });
  }

  async function propose(request: ChangeRequest, from: string): Promise<Result<HandOverProposal, string>> {
    const opened = await open(request);
    if (!opened.ok) return opened;
    const record = opened.value;
    const { edited, values, names } = record;
    const nameOf = nameIn(names);
    if (!edited || !values.workers.includes(from)) return err(`${nameOf(from)} does not work on this task any more.`);
    const after = removeWorker(values, from, nameOf);
    const facts = { nameOf, accounts: record.accounts, otherSide: accounts.otherSide };
    const edit = parseTaskEdit(values, after, facts);
    if (!edit.ok) return err([...edit.error.map(({ message }) => message), ELSEWHERE].join(" "));
    try {
      const counts = await tasks.countWork(edited.task.id, "interactive");
      const own = counts.find(({ accountId }) => accountId === record.accounts[from]);
      const { work } = edit.value;
      const moved = work ? diffWork(edited.task, record, work) : [];
      return ok({ record: { ...record, values: after }, changes: moved, ...figuresOf(own) });
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      return err(describeFault(error, accounts.otherSide));
    }
  }

  return { choose, propose };
}

function figuresOf(counts: WorkerCounts | undefined): { done: number; left: number } {
  if (!counts) return { done: 0, left: 0 };
  const { success, awaitingReview, awaitingConsensusReview, reviewDenied, pending } = counts;
  return { done: success + awaitingReview + awaitingConsensusReview + reviewDenied, left: pending };
}
