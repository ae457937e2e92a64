import { type Assignment, hasShare, messageSubject } from "../domain/assignment.ts";
import type { Found, FoundEdit, FoundOutcome } from "../domain/elsewhere/found.ts";
import { toldOf } from "../domain/elsewhere/known-task.ts";
import {
  type AssignmentChanged,
  type AssignmentEnded,
  type EventKind,
  type EventPayloads,
  type NewEvent,
  type NewEventOf,
  newEvent,
} from "../domain/notifications/events.ts";
import { isOutside } from "../domain/people/outside-person.ts";
import type {
  SettledHead,
  StatusSet,
  SubmissionOutcome,
  SubmissionSettled,
  TaskCreated,
  TasksDeleted,
} from "../domain/submissions/submission-outcome.ts";
import { changeForPerson } from "../domain/task-diff.ts";

/**
 * What is to be told once a submission has ended: one event each, so that somebody who cannot be reached holds up nobody else.
 * Nobody is asked for what they gave to themselves, nor for no share at all.
 */
export function fanOut(settled: SubmissionSettled): NewEvent[] {
  const { submission, attempt, outcome, person: by, team, at } = settled;
  const shown = newEvent("submission.outcome", settled, { dedupeKey: `outcome:${submission}:${attempt}:${outcome}` });
  const cause = { group: submission, key: `${submission}:${attempt}`, team, by, at, gathered: [] };
  const answers = settled.outcome === "created" ? answerSource(settled, settled) : [];
  const isLeftToRound = settled.outcome !== "created" && "isToldLater" in settled && settled.isToldLater === true;
  return [shown, ...(isLeftToRound ? [] : tellOthers(cause, settled)), ...answers];
}

/** What is to be told of what was done to a task on the other side: the same as if it had been done here. */
export function fanOutFound(found: Found): NewEvent[] {
  const { change, team, by, at, gathered } = found;
  return tellOthers({ group: change, key: change, team, ...(by !== undefined && { by }), at, gathered }, found);
}

/** What has happened to a task: by whom (Slack user id; absent where it was done on the other side) and when. */
type Cause = {
  /** Events of one group are reported together. */
  readonly group: string;
  /** Of each time that it is told anew. */
  readonly key: string;
  readonly team: string;
  readonly by?: string;
  readonly at: number;
  /** Those to whom what is new is told together with more that comes at once. */
  readonly gathered: readonly string[];
};

function tellOthers(cause: Cause, outcome: SubmissionOutcome | FoundOutcome): NewEvent[] {
  switch (outcome.outcome) {
    case "created":
      return tellCreation(cause, outcome);
    case "saved":
      return tellChanges(cause, outcome);
    case "status-set":
      return outcome.status === "IN_PROGRESS" ? askAgain(cause, outcome) : tellClosing(cause, outcome);
    case "deleted":
      return tellDeletion(cause, outcome);
    case "conflict":
    case "failed":
      return [];
  }
}

const byOf = ({ by }: Cause): { by?: string } => (by === undefined ? {} : { by });
const fromOf = ({ by }: Cause): { from?: string } => (by === undefined ? {} : { from: by });
const gatheredOf = ({ gathered }: Cause, person: string): { isGathered?: true } =>
  gathered.includes(person) ? { isGathered: true } : {};

function tellCreation(cause: Cause, { task, people }: Pick<TaskCreated, "task" | "people">): NewEvent[] {
  const { group, team, by } = cause;
  const asked = people
    .filter((assignment) => assignment.person !== by && !isOutside(assignment.person) && hasShare(assignment))
    .map((assignment) =>
      newEvent(
        "assignment",
        { team, task, assignment, ...fromOf(cause), ...gatheredOf(cause, assignment.person) },
        {
          group,
          subject: messageSubject(team, task.id, assignment),
          // Without the attempt: a task that is found late is the one that was told.
          dedupeKey: `assignment:${group}:${assignment.person}:${assignment.role}`,
        },
      ),
    );
  if (by === undefined) return asked;
  const named = { id: task.id, name: task.name };
  return [...asked, newEvent("task.created", { team, task: named, person: by }, { dedupeKey: `created:${group}` })];
}

function answerSource({ submission, team, person }: SettledHead, { task, source }: TaskCreated): NewEvent[] {
  if (!source) return [];
  const answer = { team, task: { id: task.id, name: task.name }, person, source };
  return [newEvent("source.answer", answer, { dedupeKey: `source:${submission}` })];
}

function tellChanges(cause: Cause, saved: FoundEdit): NewEvent[] {
  const { team, by, at } = cause;
  const { task, from } = saved;
  const of = { team, task, at, ...(from !== undefined && { from }), ...byOf(cause) };
  const events: NewEvent[] = [];
  const concerned = new Set<string>();
  for (const each of saved.changes) {
    const change = changeForPerson(each);
    if (!change) continue;
    const { person, role } = change.kind === "removed" ? change : change.assignment;
    if (isOutside(person)) continue;
    concerned.add(`${role}:${person}`);
    const whose = { taskId: task.id, person, role };
    if (change.kind === "removed") {
      const ended = { ...whose, team, taskName: task.name, at, ...byOf(cause), ...gatheredOf(cause, person) };
      const { isStillOn = false } = change;
      const why = { why: "removed" as const, ...(isStillOn && { isStillOn }) };
      events.push(aboutMessage(cause, "assignment.ended", whose, { ...ended, ...why }));
    } else if (change.kind === "changed") {
      const share = change.before === undefined ? {} : { before: change.before };
      const { assignment } = change;
      events.push(aboutMessage(cause, "assignment.changed", whose, { ...of, assignment, share, parts: [] }));
    } else if (person !== by) {
      const given = { team, task, assignment: change.assignment, ...fromOf(cause), ...gatheredOf(cause, person) };
      events.push(aboutMessage(cause, "assignment", whose, given));
    }
  }
  const parts = toldOf(saved.parts);
  if (parts.length === 0) return events;
  for (const assignment of saved.assignments) {
    const { person, role } = assignment;
    if (isOutside(person) || concerned.has(`${role}:${person}`)) continue;
    const whose = { taskId: task.id, person, role };
    events.push(aboutMessage(cause, "assignment.changed", whose, { ...of, assignment, parts }));
  }
  return events;
}

/** A reopened task asks its workers to go on, in a new message; everybody else's message says that it is open again. */
function askAgain(cause: Cause, { task, assignments, asked }: StatusSet): NewEvent[] {
  const { team, by, at } = cause;
  const isAsked = ({ person, role }: Assignment): boolean =>
    person !== by && asked.some((each) => each.person === person && each.role === role);
  return assignments.map((assignment) => {
    const { person, role } = assignment;
    const whose = { taskId: task.id, person, role };
    const of = { team, task, assignment, ...fromOf(cause) };
    if (isAsked(assignment))
      return aboutMessage(cause, "assignment", whose, { ...of, reopenedAt: at, ...gatheredOf(cause, person) });
    const changed: AssignmentChanged = { ...of, ...byOf(cause), at, parts: [], isReopened: true };
    return aboutMessage(cause, "assignment.changed", whose, changed);
  });
}

function tellClosing(cause: Cause, { task, status, assignments }: StatusSet): NewEvent[] {
  const { team, at } = cause;
  const why = status === "DONE" ? "done" : "wont-do";
  return assignments.map(({ person, role }) => {
    const ended: AssignmentEnded = {
      team,
      taskId: task.id,
      taskName: task.name,
      person,
      role,
      why,
      at,
      ...byOf(cause),
    };
    return aboutMessage(cause, "assignment.ended", ended, ended);
  });
}

function tellDeletion(cause: Cause, { tasks, people }: TasksDeleted): NewEvent[] {
  const { team, at } = cause;
  const names = new Map(tasks.map(({ id, name }) => [id, name]));
  return people.map(({ taskId, person, role }) => {
    const whose = { taskId, taskName: names.get(taskId) ?? taskId, person, role };
    const ended: AssignmentEnded = { ...whose, team, why: "deleted", at, ...byOf(cause), ...gatheredOf(cause, person) };
    return aboutMessage(cause, "assignment.ended", ended, ended);
  });
}

/** An event about one person's message of a task. */
function aboutMessage<K extends EventKind>(
  { group, key, team }: Cause,
  kind: K,
  whose: { readonly taskId: string } & Pick<Assignment, "person" | "role">,
  payload: EventPayloads[K],
): NewEventOf<K> {
  const subject = messageSubject(team, whose.taskId, whose);
  return newEvent(kind, payload, { group, subject, dedupeKey: `${kind}:${key}:${subject}` });
}
