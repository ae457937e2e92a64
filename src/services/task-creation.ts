import { noAccountMessage } from "../domain/account-of-person.ts";
import { type Assignment, assignmentsOf, factsOfTask, type TaskFacts, taskFactsOf } from "../domain/assignment.ts";
import { type NewEvent, newEvent } from "../domain/events.ts";
import type { Log } from "../domain/log.ts";
import type { Submission } from "../domain/submission.ts";
import type { SubmissionOutcome } from "../domain/submission-outcome.ts";
import type { ReviewPlan, Task, TaskSpec, WorkPlan } from "../domain/task.ts";
import { nameIn } from "../domain/task-form-record.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { describeFault } from "../domain/tasks-api-fault.ts";
import type { Accounts } from "./accounts.ts";
import { promiseDuplicateRemoval } from "./duplicate-removal.ts";
import { lookAgainAt } from "./look-again.ts";
import { settleConcepts, tellOfConcepts } from "./new-concepts.ts";
import { logOurFault } from "./our-fault.ts";
import type { SubmissionJournal, TasksGateway } from "./ports.ts";
import type { Rights } from "./rights.ts";
import type { CreateTaskPayload } from "./submission-payloads.ts";
import type { SubmissionRunner } from "./submissions.ts";

/** The lead is told within ten seconds (issue: "PostTasks is never blindly repeated"): one to spare. */
const TOLD_WITHIN_MS = 9_000;
/** Kept back from that time for looking whether an unanswered request was carried out all the same. */
const LOOK_UP_MS = 2_500;
const POST_MS = 5_000;
/** With less time than this the request is not sent at all: it could only end in doubt. */
const LEAST_POST_MS = 500;

/** Creates tasks from submitted forms: exactly once, whatever happens on the way, and always with an answer to the lead. */
export function createTaskCreation(deps: {
  journal: SubmissionJournal;
  tasks: TasksGateway;
  accounts: Accounts;
  rights: Pick<Rights, "refusal">;
  now: () => Date;
  /** Told after events were written, so that they are sent at once. */
  wake: () => void;
  log: Log;
}): SubmissionRunner<CreateTaskPayload> {
  const { journal, tasks, accounts, rights, now, log } = deps;

  async function run(submission: Submission, payload: CreateTaskPayload, lookFirst: boolean): Promise<void> {
    const deadline = now().getTime() + TOLD_WITHIN_MS;
    const timeLeft = () => deadline - now().getTime();
    // Whether an earlier attempt may have made the task, as far as this one knows.
    let inDoubt = lookFirst;
    // What may exist by now although there is no task.
    let concepts: readonly string[] = [];
    try {
      if (lookFirst) {
        const task = await tasks.findBySubmission(submission.id, { timeoutMs: LOOK_UP_MS });
        if (task) return await settleFound(submission, payload, task);
        inDoubt = false;
      }
      const refusal = await rights.refusal(submission.team, submission.person, { action: "create" });
      if (refusal !== undefined) return await settleFailed(submission, payload, { reason: refusal, canTryAgain: true });
      const resolved = await resolvePeople(submission.team, payload);
      const nobody = Object.keys(resolved).filter((person) => resolved[person] === null);
      if (nobody.length > 0) {
        const shared = await accounts.sharing(submission.team, nobody, "interactive");
        const { otherSide } = accounts;
        const reason = noAccountMessage(nobody, { nameOf: nameIn(payload.names), otherSide, shared });
        return await settleFailed(submission, payload, { reason, canTryAgain: true });
      }
      const accountOf = (person: string): string => resolved[person] ?? person;
      await accounts.ensure([...new Set(Object.values(resolved).filter((account) => account !== null))], LOOK_UP_MS);
      const conceptIds = await settleConcepts(tasks, payload.draft.concepts, {
        timeoutMs: () => Math.min(LOOK_UP_MS, Math.max(LEAST_POST_MS, timeLeft() - LOOK_UP_MS)),
        onMake: (names) => {
          concepts = names;
        },
      });
      const spec = toTaskSpec(submission, payload, { accountOf, conceptIds });
      const postMs = Math.min(POST_MS, timeLeft() - LOOK_UP_MS);
      if (postMs < LEAST_POST_MS) throw new TasksApiError({ code: "timed_out", call: "PostTasks" });
      const task = await tasks.createTask(spec, { timeoutMs: postMs });
      const { draft, inputs, names } = payload;
      await settleCreated(submission, payload, {
        task: taskFactsOf(draft, task.id, inputs ?? undefined),
        people: assignmentsOf(draft.work, draft.review),
        names,
      });
    } catch (error) {
      if (!(error instanceof TasksApiError)) {
        const reason = logOurFault(log, submission, error);
        return await settleFailed(submission, payload, {
          reason: reason + tellOfConcepts(concepts),
          canTryAgain: true,
        });
      }
      log.warn({ err: error, submission: submission.id }, "the Tasks API did not create a task");
      if (error.outcomeUnknown && error.call === "PostTasks")
        return lookForIt(submission, payload, {
          fault: error,
          concepts,
          timeoutMs: Math.max(LEAST_POST_MS, timeLeft()),
        });
      const reason = describeFault(error, accounts.otherSide) + tellOfConcepts(concepts);
      await settleFailed(submission, payload, { reason, canTryAgain: true }, inDoubt ? lookAgainAt(now()) : undefined);
    }
  }

  /** PostTasks was sent and not answered: the task may exist. Looks for it now, and once more later. */
  async function lookForIt(
    submission: Submission,
    payload: CreateTaskPayload,
    { fault, concepts, timeoutMs }: { fault: TasksApiError; concepts: readonly string[]; timeoutMs: number },
  ) {
    const why = describeFault(fault, accounts.otherSide);
    const made = tellOfConcepts(concepts);
    const [nothing, inside] = made === "" ? ["Nothing", "nothing"] : ["No task", "no task"];
    let reason = `${nothing} was created so far. ${why}${made}`;
    try {
      const task = await tasks.findBySubmission(submission.id, { timeoutMs });
      if (task) return await settleFound(submission, payload, task);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, submission: submission.id }, "could not look for the task of an unanswered request");
      reason = `As far as can be seen ${inside} was created. ${why} Trying again looks first, so nothing is created twice.${made}`;
    }
    const checkAt = lookAgainAt(now());
    await settleFailed(submission, payload, { reason, canTryAgain: true }, checkAt);
  }

  async function resolvePeople(team: string, payload: CreateTaskPayload): Promise<Record<string, string | null>> {
    const { work, review } = payload.draft;
    const people = [...new Set([...work.workers, ...(review.strategy === "NONE" ? [] : review.reviewers)])];
    const unknown = people.filter((person) => !(person in payload.accounts));
    const found = await accounts.resolve(team, unknown, "interactive", { askAgain: true });
    return Object.fromEntries(people.map((person) => [person, payload.accounts[person] ?? found[person] ?? null]));
  }

  /** A task of an earlier attempt. The form may have been changed and sent again since: what is told is what exists. */
  async function settleFound(submission: Submission, payload: CreateTaskPayload, task: Task): Promise<void> {
    const { draft, inputs, names } = payload;
    const persons = new Map(Object.entries(payload.accounts).map(([person, account]) => [account, person]));
    const assigned = assignmentsOf(task.work, task.review);
    const others = assigned.flatMap(({ person: account }) => (persons.has(account) ? [] : [account]));
    const known = await accounts.identify(submission.team, [...new Set(others)]);
    const people = assigned.flatMap(({ person: account, ...part }) => {
      const person = persons.get(account) ?? known[account]?.person;
      return person === undefined ? [] : [{ ...part, person }];
    });
    const isSameSource = JSON.stringify(task.inputSource) === JSON.stringify(draft.inputSource);
    const { sourceName } = draft;
    const source = { ...(sourceName !== undefined && { sourceName }), ...(inputs !== null && { inputs }) };
    await settleCreated(submission, payload, {
      task: factsOfTask(task, isSameSource ? source : {}),
      people,
      names,
    });
  }

  async function settleCreated(
    submission: Submission,
    { source }: CreateTaskPayload,
    created: { task: TaskFacts; people: readonly Assignment[]; names: CreateTaskPayload["names"] },
  ): Promise<void> {
    const { task } = created;
    const event = settledEvent(submission, { outcome: "created", ...created, ...(source && { source }) });
    await journal.settle(submission.id, { status: "done", attempt: submission.attempts }, [event]);
    if (submission.attempts > 1) await promiseDuplicateRemoval(journal, submission, task.id);
    deps.wake();
    log.info({ submission: submission.id, task: task.id }, "task created");
  }

  async function settleFailed(
    submission: Submission,
    { draft }: CreateTaskPayload,
    failure: { reason: string; canTryAgain: boolean },
    checkAt?: Date,
  ): Promise<void> {
    const event = settledEvent(submission, {
      ...{ outcome: "failed", what: "created", taskName: draft.name, canGoBack: true },
      ...failure,
    });
    const attempt = submission.attempts;
    const outcome = checkAt
      ? { status: "doubtful" as const, checkAt, attempt }
      : { status: "failed" as const, attempt };
    await journal.settle(submission.id, outcome, [event]);
    deps.wake();
  }

  /** The one event in which a submission ends; notifications bring it to the lead and to everybody concerned. */
  function settledEvent(submission: Submission, outcome: SubmissionOutcome): NewEvent {
    const { id, team, person, viewId, attempts } = submission;
    const at = Math.floor(now().getTime() / 1000);
    const head = { submission: id, team, person, viewId, attempt: attempts, at };
    return newEvent("submission.settled", { ...head, ...outcome }, { group: id });
  }

  /** Looks again for a task whose request was never answered: one that came into being late is told after all. */
  async function recheck(submission: Submission, payload: CreateTaskPayload): Promise<void> {
    const task = await tasks.findBySubmission(submission.id);
    if (task) await settleFound(submission, payload, task);
    else await journal.settle(submission.id, { status: "failed", attempt: submission.attempts }, []);
  }

  return { run, recheck, subjectOf: ({ draft }) => draft.name };
}

/** The draft in the API's terms: accounts instead of people, ids instead of names. */
function toTaskSpec(
  submission: Submission,
  { draft, source }: CreateTaskPayload,
  { accountOf, conceptIds }: { accountOf: (person: string) => string; conceptIds: readonly string[] },
): TaskSpec {
  const by = { team: submission.team, user: submission.person };
  const { permalink } = source ?? {};
  return {
    name: draft.name,
    instructions: draft.instructions,
    type: draft.type,
    concepts: conceptIds,
    inputSource: draft.inputSource,
    work: mapWorkers(draft.work, accountOf),
    review: mapReviewers(draft.review, accountOf),
    ...(draft.priority && { priority: draft.priority }),
    ...(draft.sampleMs !== undefined && { sampleMs: draft.sampleMs }),
    metadata: {
      labeldesk: {
        v: 1,
        submission: submission.id,
        created_by: by,
        ...(permalink !== undefined && { source: permalink }),
      },
    },
  };
}

export function mapWorkers(plan: WorkPlan, to: (person: string) => string): WorkPlan {
  const workers = plan.workers.map(to);
  if (plan.strategy !== "PARTITIONED") return { ...plan, workers };
  if (!plan.weights) return { ...plan, workers };
  const weights = Object.fromEntries(Object.entries(plan.weights).map(([person, weight]) => [to(person), weight]));
  return { ...plan, workers, weights };
}

export function mapReviewers(plan: ReviewPlan, to: (person: string) => string): ReviewPlan {
  return plan.strategy === "NONE" ? plan : { ...plan, reviewers: plan.reviewers.map(to) };
}
