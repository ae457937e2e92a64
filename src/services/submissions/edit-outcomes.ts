import { assignmentsOf, factsOfTask } from "../../domain/assignment.ts";
import { compareKnown, isNothing, knownOf } from "../../domain/elsewhere/known-task.ts";
import { shownName } from "../../domain/fold-name.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { mapReviewers, mapWorkers } from "../../domain/people/map-people.ts";
import { outsideKey } from "../../domain/people/outside-person.ts";
import type { Submission } from "../../domain/submissions/submission.ts";
import type { TaskSaved } from "../../domain/submissions/submission-outcome.ts";
import type { Task } from "../../domain/task.ts";
import { diffAssignments } from "../../domain/task-diff.ts";
import { changedParts } from "../../domain/task-form/form-changes.ts";
import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import type { Accounts } from "../people/accounts.ts";
import { nameSurely } from "../people/name-surely.ts";
import type { FormReader, TaskAsForm } from "../task-form/form-reader.ts";
import type { CreateTaskPayload } from "./create-task.ts";

/** What a submitted edit says: the fields as they were filled from the task, and as they were sent. */
export type EditTaskPayload = Omit<CreateTaskPayload, "draft" | "source"> & {
  readonly task: Task;
  readonly before: TaskFormValues;
  readonly values: TaskFormValues;
  /** `modified_at` of the other side's version that the lead has been shown and wants to save over. */
  readonly seen?: string;
};

/** The lead's edit on the newest version of the task. */
export type PreparedEdit = {
  readonly fresh: Task;
  readonly theirs: TaskAsForm;
  readonly values: TaskFormValues;
  readonly names: Readonly<Record<string, string>>;
};

/** Nothing was saved; the reason is the caller's to add. */
export const notSaved = ({ task }: EditTaskPayload) => ({
  outcome: "failed" as const,
  what: "saved" as const,
  taskName: shownName(task),
  reason: "",
  canTryAgain: true,
  canGoBack: true,
});

/** Somebody else has changed the task meanwhile, in a version that the lead is to see first. */
export const conflict = ({ task, before, values }: EditTaskPayload, { fresh, theirs, names }: PreparedEdit) => ({
  outcome: "conflict" as const,
  taskName: shownName(task),
  seen: fresh.modifiedAt ?? "",
  before,
  mine: values,
  theirs: theirs.values,
  statusBefore: task.status,
  statusNow: fresh.status,
  names,
});

export const isGone = (payload: EditTaskPayload) => ({
  ...notSaved(payload),
  reason: "The task does not exist any more: somebody has deleted it meanwhile.",
  canTryAgain: false,
  canGoBack: false,
});

/**
 * What an edit has changed, for everybody concerned: `before` is the task as it was, `prepared.fresh` as it is now. Where not everybody
 * can be named at this moment, it is said for the lead alone: the others are told by the next round over all tasks.
 */
export async function describeSaved(
  { accounts, readForm, log }: { accounts: Pick<Accounts, "identify">; readForm: FormReader; log: Log },
  { team, person }: Submission,
  payload: EditTaskPayload,
  { before, prepared }: { before: Task; prepared: PreparedEdit },
): Promise<TaskSaved> {
  const { fresh, names } = prepared;
  const parts = [before, fresh].flatMap(({ work, review }) => assignmentsOf(work, review));
  const ids = [...new Set(parts.map((part) => part.person))];
  const named = await nameSurely(accounts, team, ids, { haste: "interactive", log, task: fresh.id });
  const known = named ?? (await accounts.identify(team, ids));
  const options = named ? { known } : { known, form: payload };
  const [was, is] = await Promise.all([readForm(team, before, options), readForm(team, fresh, options)]);
  const keys = new Map<string, string>();
  for (const each of [was.accounts, is.accounts]) {
    for (const [key, account] of Object.entries(each)) keys.set(account, key);
  }
  const keyOf = (account: string): string => keys.get(account) ?? outsideKey(account);
  const assignmentsIn = ({ work, review }: Task) => assignmentsOf(mapWorkers(work, keyOf), mapReviewers(review, keyOf));
  const source = is.values.dataset ?? is.values.savedSearch;
  const isCounted = !changedParts(payload.values, is.values).includes("inputSource");
  const task = factsOfTask(fresh, {
    ...(source && { sourceName: source.name }),
    concepts: is.values.concepts.map(({ name }) => name),
    ...(isCounted && payload.inputs !== null && { inputs: payload.inputs }),
  });
  const assignments = assignmentsIn(fresh);
  const isNews = !isNothing(compareKnown(knownOf(before), knownOf(fresh)));
  return {
    outcome: "saved",
    task,
    before: was.values,
    after: is.values,
    parts: changedParts(was.values, is.values),
    assignments,
    changes: diffAssignments(assignmentsIn(before), assignments),
    ...(!named && isNews && { isToldLater: true }),
    names: { ...names, ...was.names, ...is.names },
    from: creatorOf(fresh, team) ?? person,
  };
}
