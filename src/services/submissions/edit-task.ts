import { ownEdit, untoldEdit } from "../../domain/elsewhere/own-change.ts";
import { shownName } from "../../domain/fold-name.ts";
import type { Log } from "../../domain/log.ts";
import { noAccountMessage } from "../../domain/people/account-of-person.ts";
import { mapReviewers, mapWorkers } from "../../domain/people/map-people.ts";
import { nameIn } from "../../domain/people/person.ts";
import type { Submission } from "../../domain/submissions/submission.ts";
import type { Task, TaskChanges } from "../../domain/task.ts";
import { isApplied, isTouched } from "../../domain/task-diff.ts";
import { changedParts, mergeForms } from "../../domain/task-form/form-changes.ts";
import { parseTaskEdit, type TaskEdit } from "../../domain/task-form/task-edit.ts";
import { findOrGone, TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { FormReader } from "../task-form/form-reader.ts";
import { conflict, describeSaved, type EditTaskPayload, isGone, notSaved, type PreparedEdit } from "./edit-outcomes.ts";
import { settleConcepts, tellOfConcepts } from "./new-concepts.ts";
import { countDown, type SubmissionRunner, type SubmissionTimes } from "./runner.ts";
import type { Settling } from "./settle.ts";
import type { StillOurs } from "./still-ours.ts";
import type { Turn, Turns } from "./turns.ts";

type Attempt = {
  /** Milliseconds until the lead must have been told. */
  readonly timeLeft: () => number;
  readonly lookFirst: boolean;
  /** Names of concepts that may have been made by it, to be told of where it fails. */
  readonly concepts: string[];
};

/**
 * Saves edits: reads the task again, and writes what the lead has changed on what is there now. What somebody else has changed
 * meanwhile is never overwritten before the lead has seen it.
 */
export function createEditRunner(deps: {
  tasks: Pick<TasksGateway, "getTask" | "overwriteTask" | "findConcepts" | "createConcepts">;
  accounts: Pick<Accounts, "resolve" | "whyNone" | "identify" | "ensure" | "otherSide">;
  rights: Pick<Rights, "refusalNow">;
  readForm: FormReader;
  settle: Settling;
  stillOurs: StillOurs;
  inTurn: Turns;
  times: SubmissionTimes;
  log: Log;
}): SubmissionRunner<EditTaskPayload> {
  const { tasks, accounts, rights, readForm, settle, stillOurs, inTurn, times, log } = deps;
  const { otherSide } = accounts;

  async function prepare({ team }: Submission, payload: EditTaskPayload): Promise<PreparedEdit> {
    const fresh = await tasks.getTask(payload.task.id, "interactive");
    const theirs = await readForm(team, fresh, { form: payload });
    const values = mergeForms(payload.before, payload.values, theirs.values);
    return { fresh, theirs, values, names: { ...payload.names, ...theirs.names } };
  }

  async function run(submission: Submission, payload: EditTaskPayload, lookFirst: boolean): Promise<void> {
    const timeLeft = countDown(times.toldWithin);
    const failure = notSaved(payload);
    const concepts: string[] = [];
    const fault = (error: TasksApiError): Promise<void> =>
      settle.failed(
        submission,
        error.isGone ? isGone(payload) : { ...failure, reason: why(error) + tellOfConcepts(concepts) },
      );
    const attempt = { timeLeft, lookFirst, concepts };
    const work = () => inTurn(payload.task.id, (turn) => save(submission, payload, { ...attempt, turn }));
    await settle.guard(submission, work, { failure, fault, aside: () => tellOfConcepts(concepts) });
  }

  async function save(
    submission: Submission,
    payload: EditTaskPayload,
    { timeLeft, lookFirst, concepts, turn }: Attempt & { readonly turn: Turn },
  ): Promise<void> {
    const prepared = await prepare(submission, payload);
    const { fresh, theirs, values, names } = prepared;
    const known = { ...payload.accounts, ...theirs.accounts };
    const edit = parseTaskEdit(theirs.values, values, { nameOf: nameIn(names), accounts: known, otherSide });
    // Everything is there already: an earlier attempt was carried out, or somebody else has done the same and told everybody.
    if (edit.ok && edit.value.parts.length === 0)
      return settleSaved(submission, payload, lookFirst ? payload.task : fresh, prepared);
    const { team, person } = submission;
    const refusal = await rights.refusalNow(team, person, { action: "edit", task: fresh });
    if (refusal !== undefined) return settle.failed(submission, { ...notSaved(payload), reason: refusal });
    if (isNews(payload, fresh)) return settle.failed(submission, conflict(payload, prepared));
    if (!edit.ok) {
      const reason = edit.error.map(({ message }) => message).join(" ");
      return settle.failed(submission, { ...notSaved(payload), reason, canTryAgain: false });
    }
    const found = await resolve(submission.team, edit.value, known);
    const nobody = Object.keys(found).filter((person) => found[person] === null);
    if (nobody.length > 0) {
      const whyNone = await accounts.whyNone(submission.team, nobody, "interactive");
      const reason = noAccountMessage(nobody, { nameOf: nameIn(names), otherSide, whyNone });
      return settle.failed(submission, { ...notSaved(payload), reason });
    }
    const changes = await makeReady(edit.value, found, concepts);
    const timeoutMs = Math.min(times.send, timeLeft() - times.step);
    if (timeoutMs < times.leastSend) throw new TasksApiError({ code: "timed_out", call: "PatchTasks" });
    await stillOurs(submission);
    await turn.keep();
    try {
      const saved = await tasks.overwriteTask(fresh.raw, changes, { timeoutMs });
      await settleSaved(submission, payload, fresh, { ...prepared, fresh: saved });
    } catch (error) {
      if (!(error instanceof TasksApiError && error.outcomeUnknown && error.call === "PatchTasks")) throw error;
      await lookForIt(submission, payload, { prepared, changes, error, concepts });
    }
  }

  /** Whether the task was changed since the form was filled, in a version that the lead has not been shown. */
  function isNews({ task, seen }: EditTaskPayload, fresh: Task): boolean {
    if (fresh.modifiedAt !== undefined && [task.modifiedAt, seen].includes(fresh.modifiedAt)) return false;
    return isTouched(task, fresh);
  }

  async function resolve(team: string, { work, review }: TaskEdit, known: Readonly<Record<string, string | null>>) {
    const reviewers = review && review.strategy !== "NONE" ? review.reviewers : [];
    const people = [...new Set([...(work?.workers ?? []), ...reviewers])];
    const asked = people.filter((person) => typeof known[person] !== "string");
    const found = await accounts.resolve(team, asked, "interactive", { askAgain: true });
    return Object.fromEntries(people.map((person) => [person, known[person] ?? found[person] ?? null]));
  }

  /** Makes what the changes name on the other side, and gives them in its terms. */
  async function makeReady(
    edit: TaskEdit,
    found: Readonly<Record<string, string | null>>,
    made: string[],
  ): Promise<TaskChanges> {
    await accounts.ensure([...new Set(Object.values(found).filter((account) => account !== null))], times.step);
    const accountOf = (person: string): string => found[person] ?? person;
    const { parts: _parts, concepts, work, review, ...plain } = edit;
    const ids =
      concepts &&
      (await settleConcepts(tasks, concepts, { timeoutMs: () => times.step, onMake: (names) => made.push(...names) }));
    return {
      ...plain,
      ...(ids && { concepts: ids }),
      ...(work && { work: mapWorkers(work, accountOf) }),
      ...(review && { review: mapReviewers(review, accountOf) }),
    };
  }

  /** PatchTasks was sent and not answered: the task says whether it was carried out. */
  async function lookForIt(
    submission: Submission,
    payload: EditTaskPayload,
    sent: { prepared: PreparedEdit; changes: TaskChanges; error: TasksApiError; concepts: readonly string[] },
  ): Promise<void> {
    const { prepared, changes, error } = sent;
    const aside = tellOfConcepts(sent.concepts);
    await settle.lookAgain(submission, {
      failure: notSaved(payload),
      nothing: aside === "" ? "Nothing was saved" : "Nothing of the task was saved",
      why: why(error),
      hint: " Trying again looks first.",
      aside,
      async settleIfDone() {
        const fresh = await tasks.getTask(payload.task.id, "interactive");
        const isDone = isApplied(fresh, changes);
        if (isDone) await settleSaved(submission, payload, prepared.fresh, { ...prepared, fresh });
        return isDone;
      },
    });
  }

  async function recheck(submission: Submission, payload: EditTaskPayload): Promise<void> {
    const prepared = await findOrGone(() => prepare(submission, payload));
    if (prepared && changedParts(prepared.theirs.values, prepared.values).length === 0)
      await settleSaved(submission, payload, payload.task, prepared);
    else await settle.dropped(submission);
  }

  /** `before` is the task as it was before this edit, `prepared.fresh` as it is now. */
  async function settleSaved(
    submission: Submission,
    payload: EditTaskPayload,
    before: Task,
    prepared: PreparedEdit,
  ): Promise<void> {
    const outcome = await describeSaved({ accounts, readForm, log }, submission, payload, { before, prepared });
    const { fresh } = prepared;
    const own = [outcome.isToldLater ? untoldEdit(submission.person, before, fresh) : ownEdit(before, fresh)];
    await settle.done(submission, outcome, { tasks: [{ taskId: fresh.id }], own });
  }

  const why = (error: TasksApiError): string => describeFault(error, otherSide, { hasForm: true });

  return { run, recheck, subjectOf: ({ task }) => shownName(task) };
}
