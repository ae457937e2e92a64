import { type Assignment, messageSubject } from "../domain/assignment.ts";
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
  SubmissionSettled,
  TaskCreated,
  TaskSaved,
  TasksDeleted,
} from "../domain/submissions/submission-outcome.ts";
import type { FormPart } from "../domain/task-form/task-form.ts";

/** What everybody's message says of the task; who has none of these changed hears nothing. */
const TOLD_PARTS: readonly FormPart[] = [
  ...(["name", "instructions", "type", "concepts", "conceptsPerInput"] as const),
  ...(["inputSource", "review", "priority"] as const),
];

/**
 * What is to be told once a submission has ended: one event each, so that somebody who cannot be reached holds up nobody else.
 * Nobody is asked for what they gave to themselves.
 */
export function fanOut(settled: SubmissionSettled): NewEvent[] {
  const { submission, attempt, outcome } = settled;
  const shown = newEvent("submission.outcome", settled, { dedupeKey: `outcome:${submission}:${attempt}:${outcome}` });
  return [shown, ...tellOthers(settled)];
}

function tellOthers(settled: SubmissionSettled): NewEvent[] {
  switch (settled.outcome) {
    case "created":
      return tellCreation(settled, settled);
    case "saved":
      return tellChanges(settled, settled);
    case "status-set":
      return settled.status === "IN_PROGRESS" ? askAgain(settled, settled) : tellClosing(settled, settled);
    case "deleted":
      return tellDeletion(settled, settled);
    default:
      return [];
  }
}

function tellCreation({ submission, team, person }: SettledHead, { task, people, source }: TaskCreated): NewEvent[] {
  const asked = people
    .filter((assignment) => assignment.person !== person && !isOutside(assignment.person))
    .map((assignment) =>
      newEvent(
        "assignment",
        { team, task, assignment, from: person },
        {
          group: submission,
          subject: messageSubject(team, task.id, assignment),
          // Without the attempt: a task that is found late is the one that was told.
          dedupeKey: `assignment:${submission}:${assignment.person}:${assignment.role}`,
        },
      ),
    );
  const named = { id: task.id, name: task.name };
  const created = newEvent("task.created", { team, task: named, person }, { dedupeKey: `created:${submission}` });
  if (!source) return [...asked, created];
  const answer = { team, task: named, person, source };
  return [...asked, created, newEvent("source.answer", answer, { dedupeKey: `source:${submission}` })];
}

function tellChanges(head: SettledHead, saved: TaskSaved): NewEvent[] {
  const { team, person: by, at } = head;
  const { task, from } = saved;
  const events: NewEvent[] = [];
  const concerned = new Set<string>();
  for (const change of saved.changes) {
    const { person, role } = change.kind === "removed" ? change : change.assignment;
    if (isOutside(person)) continue;
    concerned.add(`${role}:${person}`);
    const whose = { taskId: task.id, person, role };
    if (change.kind === "removed") {
      const ended: AssignmentEnded = { ...whose, team, taskName: task.name, by, at, why: "removed" };
      events.push(aboutMessage(head, "assignment.ended", whose, ended));
    } else if (change.kind === "changed") {
      const share = change.before === undefined ? {} : { before: change.before };
      const { assignment } = change;
      const changed: AssignmentChanged = { team, task, assignment, from, by, at, share, parts: [] };
      events.push(aboutMessage(head, "assignment.changed", whose, changed));
    } else if (person !== by) {
      const given = { team, task, assignment: change.assignment, from: by };
      events.push(aboutMessage(head, "assignment", whose, given));
    }
  }
  const parts = saved.parts.filter((part) => TOLD_PARTS.includes(part));
  if (parts.length === 0) return events;
  for (const assignment of saved.assignments) {
    const { person, role } = assignment;
    if (isOutside(person) || concerned.has(`${role}:${person}`)) continue;
    const changed: AssignmentChanged = { team, task, assignment, from, by, at, parts };
    events.push(aboutMessage(head, "assignment.changed", { taskId: task.id, person, role }, changed));
  }
  return events;
}

/** A reopened task asks its workers to go on, in a new message; everybody else's message says that it is open again. */
function askAgain(head: SettledHead, { task, assignments, asked }: StatusSet): NewEvent[] {
  const { team, person: by, at } = head;
  const isAsked = ({ person, role }: Assignment): boolean =>
    person !== by && asked.some((each) => each.person === person && each.role === role);
  return assignments.map((assignment) => {
    const { person, role } = assignment;
    const whose = { taskId: task.id, person, role };
    if (isAsked(assignment))
      return aboutMessage(head, "assignment", whose, { team, task, assignment, from: by, reopenedAt: at });
    const changed: AssignmentChanged = { team, task, assignment, from: by, by, at, parts: [], isReopened: true };
    return aboutMessage(head, "assignment.changed", whose, changed);
  });
}

function tellClosing(head: SettledHead, { task, status, assignments }: StatusSet): NewEvent[] {
  const { team, person: by, at } = head;
  const why = status === "DONE" ? "done" : "wont-do";
  return assignments.map(({ person, role }) => {
    const ended: AssignmentEnded = { team, taskId: task.id, taskName: task.name, person, role, why, by, at };
    return aboutMessage(head, "assignment.ended", ended, ended);
  });
}

function tellDeletion(head: SettledHead, { tasks, people }: TasksDeleted): NewEvent[] {
  const { team, person: by, at } = head;
  const names = new Map(tasks.map(({ id, name }) => [id, name]));
  return people.map(({ taskId, person, role }) => {
    const taskName = names.get(taskId) ?? taskId;
    const ended: AssignmentEnded = { team, taskId, taskName, person, role, why: "deleted", by, at };
    return aboutMessage(head, "assignment.ended", ended, ended);
  });
}

/** An event about one person's message of a task. */
function aboutMessage<K extends EventKind>(
  { submission, attempt, team }: SettledHead,
  kind: K,
  whose: { readonly taskId: string } & Pick<Assignment, "person" | "role">,
  payload: EventPayloads[K],
): NewEventOf<K> {
  const subject = messageSubject(team, whose.taskId, whose);
  return newEvent(kind, payload, {
    group: submission,
    subject,
    dedupeKey: `${kind}:${submission}:${attempt}:${subject}`,
  });
}
