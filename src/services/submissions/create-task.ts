import { type Assignment, assignmentsOf, factsOfTask } from "../../domain/assignment.ts";
import { writeConceptsPerInput } from "../../domain/concepts-per-input.ts";
import { ownCreation } from "../../domain/elsewhere/own-change.ts";
import type { Log } from "../../domain/log.ts";
import { type MessageSource, writeMessageLink } from "../../domain/message-source.ts";
import { noAccountMessage } from "../../domain/people/account-of-person.ts";
import { mapReviewers, mapWorkers } from "../../domain/people/map-people.ts";
import { idOfOutside, isOutside, outsideKey } from "../../domain/people/outside-person.ts";
import { nameIn } from "../../domain/people/person.ts";
import type { Submission } from "../../domain/submissions/submission.ts";
import type { SubmissionFailed, TaskCreated } from "../../domain/submissions/submission-outcome.ts";
import type { Task, TaskSpec } from "../../domain/task.ts";
import type { TaskDraft } from "../../domain/task-form/task-draft.ts";
import { taskFactsOf } from "../../domain/task-form/task-draft.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import { writeUserGroups } from "../../domain/user-groups.ts";
import type { Accounts, Identity } from "../people/accounts.ts";
import { nameSurely } from "../people/name-surely.ts";
import type { Rights } from "../people/rights.ts";
import type { SubmissionJournal, TasksGateway } from "../ports.ts";
import { duplicateRemoval, LATE_MS } from "./drop-duplicates.ts";
import { settleConcepts, tellOfConcepts } from "./new-concepts.ts";
import { countDown, type SubmissionRunner, type SubmissionTimes } from "./runner.ts";
import type { Settling } from "./settle.ts";
import type { StillOurs } from "./still-ours.ts";

/** What a submitted create form says, as journaled. */
export type CreateTaskPayload = {
  readonly draft: TaskDraft;
  /** What is known of the people when the form is submitted. */
  readonly accounts: Readonly<Record<string, string | null>>;
  readonly names: Readonly<Record<string, string>>;
  readonly inputs: number | null;
  /** The message that the task is created from. */
  readonly source?: MessageSource;
};

/** Creates tasks from submitted forms: exactly once, whatever happens on the way, and always with an answer to the lead. */
export function createCreationRunner(deps: {
  tasks: Pick<TasksGateway, "createTask" | "findBySubmission" | "findConcepts" | "createConcepts">;
  accounts: Pick<Accounts, "resolve" | "whyNone" | "identify" | "ensure" | "otherSide">;
  rights: Pick<Rights, "refusalNow">;
  settle: Settling;
  journal: Pick<SubmissionJournal, "promiseAgain">;
  stillOurs: StillOurs;
  times: SubmissionTimes;
  log: Log;
}): SubmissionRunner<CreateTaskPayload> {
  const { tasks, accounts, rights, settle, journal, stillOurs, times, log } = deps;

  async function run(submission: Submission, payload: CreateTaskPayload, lookFirst: boolean): Promise<void> {
    const attempt: Attempt = {
      timeLeft: countDown(times.toldWithin),
      lookFirst,
      inDoubt: lookFirst,
      concepts: [],
    };
    const failure = notCreated(payload);
    const aside = (): string => tellOfConcepts(attempt.concepts);

    const fault = (error: TasksApiError): Promise<void> => {
      if (error.outcomeUnknown && error.call === "PostTasks") return lookForIt(submission, payload, error, attempt);
      const told = { ...failure, reason: why(error) + aside() };
      return attempt.inDoubt ? settle.doubtful(submission, told) : settle.failed(submission, told);
    };
    await settle.guard(submission, () => create(submission, payload, attempt), { failure, fault, aside });
  }

  async function create(submission: Submission, payload: CreateTaskPayload, attempt: Attempt): Promise<void> {
    const { timeLeft } = attempt;
    if (attempt.lookFirst) {
      const task = await tasks.findBySubmission(submission.id, { timeoutMs: times.step });
      if (task) return settleFound(submission, payload, task);
      attempt.inDoubt = false;
    }
    const refuse = (reason: string): Promise<void> => settle.failed(submission, { ...notCreated(payload), reason });
    const refusal = await rights.refusalNow(submission.team, submission.person, { action: "create" });
    if (refusal !== undefined) return refuse(refusal);
    const resolved = await resolvePeople(submission.team, payload);
    const nobody = Object.keys(resolved).filter((person) => resolved[person] === null);
    if (nobody.length > 0) {
      const whyNone = await accounts.whyNone(submission.team, nobody, "interactive");
      const { otherSide } = accounts;
      return refuse(noAccountMessage(nobody, { nameOf: nameIn(payload.names), otherSide, whyNone }));
    }

    const accountOf = (person: string): string => resolved[person] ?? person;
    await accounts.ensure([...new Set(Object.values(resolved).filter((account) => account !== null))], times.step);
    const conceptIds = await settleConcepts(tasks, payload.draft.concepts, {
      timeoutMs: () => Math.min(times.step, Math.max(times.leastSend, timeLeft() - times.step)),
      onMake: (names) => {
        attempt.concepts = names;
      },
    });
    const postMs = Math.min(times.send, timeLeft() - times.step);
    if (postMs < times.leastSend) throw new TasksApiError({ code: "timed_out", call: "PostTasks" });
    const spec = toTaskSpec(submission, payload, { accountOf, conceptIds });
    await stillOurs(submission);
    const task = await tasks.createTask(spec, { timeoutMs: postMs });
    const { draft, inputs, names, source } = payload;
    await settleCreated(submission, payload, task, {
      task: taskFactsOf(draft, task.id, { inputs: inputs ?? undefined, messageLink: source?.permalink }),
      people: assignmentsOf(draft.work, draft.review),
      names,
    });
  }

  /** PostTasks was sent and not answered: the task may exist. Looks for it now, and once more later. */
  function lookForIt(
    submission: Submission,
    payload: CreateTaskPayload,
    error: TasksApiError,
    { timeLeft, concepts }: Attempt,
  ): Promise<void> {
    return settle.lookAgain(submission, {
      failure: notCreated(payload),
      nothing: `${concepts.length === 0 ? "Nothing" : "No task"} was created so far`,
      why: why(error),
      hint: " Trying again looks first, so nothing is created twice.",
      aside: tellOfConcepts(concepts),
      async settleIfDone() {
        const task = await tasks.findBySubmission(submission.id, { timeoutMs: Math.max(times.leastSend, timeLeft()) });
        if (task) await settleFound(submission, payload, task);
        return task !== undefined;
      },
    });
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
    const keys = new Map(Object.entries(payload.accounts).map(([key, account]) => [account, key]));
    const keyOf = (account: string): string => keys.get(account) ?? outsideKey(account);
    const people = assignmentsOf(mapWorkers(task.work, keyOf), mapReviewers(task.review, keyOf));
    const isSameSource = JSON.stringify(task.inputSource) === JSON.stringify(draft.inputSource);
    const { sourceName } = draft;
    const source = { ...(sourceName !== undefined && { sourceName }), ...(inputs !== null && { inputs }) };
    await settleCreated(submission, payload, task, {
      task: factsOfTask(task, { concepts: draft.concepts.map(({ name }) => name), ...(isSameSource && source) }),
      people,
      names,
    });
  }

  /**
   * Who the form's people outside Slack are, by their keys: somebody may be in Slack who could not be named when it was filled. `untold`:
   * their accounts, where they cannot be named now either. The next round over all tasks tells them.
   */
  async function nameOutside(
    team: string,
    task: Task,
    people: readonly Assignment[],
  ): Promise<{ named: ReadonlyMap<string, Identity>; untold: readonly string[] }> {
    const ids = [...new Set(people.map(({ person }) => person).filter(isOutside))].map(idOfOutside);
    const known = await nameSurely(accounts, team, ids, { haste: "interactive", log, task: task.id });
    const named = new Map(ids.map((id) => [outsideKey(id), known?.[id] ?? { name: id }]));
    return { named, untold: known ? [] : ids };
  }

  /** `people`: by the keys of the form. */
  async function settleCreated(
    submission: Submission,
    { source }: CreateTaskPayload,
    task: Task,
    { people, names, ...created }: Omit<TaskCreated, "outcome" | "source">,
  ): Promise<void> {
    const { named, untold } = await nameOutside(submission.team, task, people);
    const outcome: TaskCreated = {
      outcome: "created",
      ...created,
      people: people.map((part) => ({ ...part, person: named.get(part.person)?.person ?? part.person })),
      names: { ...Object.fromEntries([...named].map(([key, { name }]) => [key, name])), ...names },
      ...(source && { source }),
      ...(untold.length > 0 && { isToldLater: true }),
    };
    const promised = duplicateRemoval(submission, task.id);
    const own = [ownCreation(task, { by: submission.person, untold })];
    const isTold = await settle.done(submission, outcome, { tasks: [], own, promised });
    // This attempt is over: it was stopped while its request was on the way, and what was promised to remove such a task may be done already.
    if (!isTold) return journal.promiseAgain(submission.id, LATE_MS);
    log.info({ submission: submission.id, task: task.id }, "task created");
  }

  /** Looks again for a task whose request was never answered: one that came into being late is told after all. */
  async function recheck(submission: Submission, payload: CreateTaskPayload): Promise<void> {
    const task = await tasks.findBySubmission(submission.id);
    if (task) await settleFound(submission, payload, task);
    else await settle.dropped(submission);
  }

  const why = (error: TasksApiError): string => describeFault(error, accounts.otherSide, { hasForm: true });

  return { run, recheck, subjectOf: ({ draft }) => draft.name };
}

/** One attempt to create a task, and what is known of it. */
type Attempt = {
  /** Milliseconds until the lead must have been told. */
  readonly timeLeft: () => number;
  readonly lookFirst: boolean;
  /** Whether an earlier attempt may have made the task, as far as this one knows. */
  inDoubt: boolean;
  /** Names of concepts that may exist by now although there is no task. */
  concepts: readonly string[];
};

const notCreated = ({ draft }: CreateTaskPayload): SubmissionFailed => ({
  outcome: "failed",
  what: "created",
  taskName: draft.name,
  reason: "",
  canTryAgain: true,
  canGoBack: true,
});

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
        ...(draft.conceptsPerInput && writeConceptsPerInput(draft.conceptsPerInput)),
        ...(permalink !== undefined && writeMessageLink(permalink)),
        ...(draft.userGroups && writeUserGroups(draft.userGroups)),
      },
    },
  };
}
