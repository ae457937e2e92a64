import { type Assignment, messageSubject } from "../domain/assignment.ts";
import type {
  AssignmentChanged,
  AssignmentEnded,
  ChangeSettled,
  StatusSet,
  TaskSaved,
  TasksDeleted,
} from "../domain/change-events.ts";
import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { FormPart } from "../domain/form-changes.ts";
import type { JsonObject } from "../domain/json.ts";
import { isOutside } from "../domain/outside-person.ts";
import type { FindName } from "../domain/person.ts";
import { buildChangedMessage, buildEndedMessage, buildRemovedNotice } from "../views/change-messages.ts";
import {
  buildChangeFailed,
  buildConflict,
  buildDeleted,
  buildSaved,
  buildStatusSet,
  type OutcomeView,
} from "../views/change-outcome.ts";
import type { Told } from "../views/told.ts";
import { editMessage } from "./edit-message.ts";
import type { Message, Messenger, PostedMessageStore, Timings } from "./ports.ts";
import { showOutcome } from "./show-outcome.ts";

type ChangeKind = "change.settled" | "change.outcome" | "assignment.changed" | "assignment.ended";
type ChangeEvent = Pick<OutboxEvent, "payload"> & { readonly kind: ChangeKind };

type Head = Omit<ChangeSettled, "outcome">;

/** What everybody's message says of the task; who has none of these changed hears nothing. */
const TOLD_PARTS: readonly FormPart[] = ["name", "instructions", "type", "inputSource", "review", "priority"];

/** Tells how changes and deletions of tasks ended: the lead, and those whose part is another or gone. */
export function createChangeDelivery(deps: {
  messenger: Pick<Messenger, "post" | "update" | "updateView">;
  messages: Pick<PostedMessageStore, "find" | "remove">;
  findName: FindName;
  /** When people are told, since they may have set it. */
  timings: Timings;
  now: () => Date;
}) {
  const { messenger, messages, findName, timings, now } = deps;

  /** One event each, so that somebody who cannot be reached holds up nobody else. */
  function fanOut(settled: ChangeSettled): NewEvent[] {
    const { submission, attempt, outcome } = settled;
    const shown: NewEvent = {
      kind: "change.outcome",
      payload: asPayload(settled),
      dedupeKey: `outcome:${submission}:${attempt}:${outcome}`,
    };
    switch (settled.outcome) {
      case "saved":
        return [shown, ...tellChanges(settled, settled)];
      case "status-set":
        return [
          shown,
          ...(settled.status === "IN_PROGRESS" ? askAgain(settled, settled) : tellClosing(settled, settled)),
        ];
      case "deleted":
        return [shown, ...tellDeletion(settled, settled)];
      default:
        return [shown];
    }
  }

  function tellChanges(head: Head, saved: TaskSaved): NewEvent[] {
    const { team, person: by, at } = head;
    const { task, from } = saved;
    const events: NewEvent[] = [];
    const concerned = new Set<string>();
    for (const change of saved.changes) {
      const { person, role } = change.kind === "removed" ? change : change.assignment;
      if (isOutside(person)) continue;
      concerned.add(`${role}:${person}`);
      if (change.kind === "removed") {
        const ended: AssignmentEnded = {
          ...{ team, taskId: task.id, taskName: task.name, person, role, by, at },
          why: "removed",
        };
        events.push(toEvent(head, "assignment.ended", ended, ended));
      } else if (change.kind === "changed") {
        const share = change.before === undefined ? {} : { before: change.before };
        const changed: AssignmentChanged = {
          team,
          task,
          assignment: change.assignment,
          from,
          by,
          at,
          share,
          parts: [],
        };
        events.push(toEvent(head, "assignment.changed", { taskId: task.id, person, role }, changed));
      } else if (person !== by) {
        const payload = { team, task, assignment: change.assignment, from: by };
        events.push(toEvent(head, "assignment", { taskId: task.id, person, role }, payload));
      }
    }
    const parts = saved.parts.filter((part) => TOLD_PARTS.includes(part));
    if (parts.length === 0) return events;
    for (const assignment of saved.assignments) {
      const { person, role } = assignment;
      if (isOutside(person) || concerned.has(`${role}:${person}`)) continue;
      const changed: AssignmentChanged = { team, task, assignment, from, by, at, parts };
      events.push(toEvent(head, "assignment.changed", { taskId: task.id, person, role }, changed));
    }
    return events;
  }

  /** A reopened task asks its workers to go on, in a new message; everybody else's message says that it is open again. */
  function askAgain(head: Head, { task, assignments, asked }: StatusSet): NewEvent[] {
    const { team, person: by, at } = head;
    const isAsked = ({ person, role }: Assignment): boolean =>
      person !== by && asked.some((each) => each.person === person && each.role === role);
    return assignments.map((assignment) => {
      const { person, role } = assignment;
      const whose = { taskId: task.id, person, role };
      if (isAsked(assignment))
        return toEvent(head, "assignment", whose, { team, task, assignment, from: by, reopenedAt: at });
      const changed: AssignmentChanged = { team, task, assignment, from: by, by, at, parts: [], isReopened: true };
      return toEvent(head, "assignment.changed", whose, changed);
    });
  }

  function tellClosing(head: Head, { task, status, assignments }: StatusSet): NewEvent[] {
    const { team, person: by, at } = head;
    const why = status === "DONE" ? "done" : "wont-do";
    return assignments.map(({ person, role }) => {
      const ended: AssignmentEnded = { team, taskId: task.id, taskName: task.name, person, role, why, by, at };
      return toEvent(head, "assignment.ended", ended, ended);
    });
  }

  function tellDeletion(head: Head, { tasks, people }: TasksDeleted): NewEvent[] {
    const { team, person: by, at } = head;
    const names = new Map(tasks.map(({ id, name }) => [id, name]));
    return people.map(({ taskId, person, role }) => {
      const taskName = names.get(taskId) ?? taskId;
      const ended: AssignmentEnded = { team, taskId, taskName, person, role, why: "deleted", by, at };
      return toEvent(head, "assignment.ended", ended, ended);
    });
  }

  async function tellOutcome(settled: ChangeSettled): Promise<NewEvent[]> {
    await showOutcome(messenger, settled, await outcomeView(settled));
    return [];
  }

  async function outcomeView(settled: ChangeSettled): Promise<OutcomeView> {
    switch (settled.outcome) {
      case "saved":
        return buildSaved(settled, await findAdded(settled));
      case "conflict":
        return buildConflict(settled, settled.submission);
      case "failed":
        return buildChangeFailed(settled, settled.submission);
      case "status-set":
        return buildStatusSet(settled, await Promise.all(settled.asked.map(({ person }) => nameOf(person))));
      case "deleted":
        return buildDeleted(settled);
    }
  }

  /** When those hear of it who are new on the task; whoever added themselves knows already. */
  async function findAdded({ team, person: by, changes, names }: Head & TaskSaved): Promise<Told[]> {
    const added = changes
      .flatMap((change) => (change.kind === "added" ? [change.assignment] : []))
      .filter(({ person }) => person !== by && !isOutside(person));
    const when = await timings(team, added, now());
    return added.map(({ person }, index) => ({ name: names[person] ?? person, timing: when[index]?.kind ?? "now" }));
  }

  /** Edits the message that this person has of the task; who has none hears nothing. */
  async function editChanged(changed: AssignmentChanged): Promise<NewEvent[]> {
    const { team, task, assignment, from, by } = changed;
    const [fromName, byName] = await Promise.all([nameOf(from), nameOf(by)]);
    const message = buildChangedMessage(changed, { from: fromName, by: byName });
    await edit({ team, taskId: task.id, ...assignment }, message);
    return [];
  }

  /** Edits the message of somebody whose part is over. What somebody else has taken from them they are told, where that does not show. */
  async function end(ended: AssignmentEnded): Promise<NewEvent[]> {
    const { why, person } = ended;
    const by = await nameOf(ended.by);
    const message = buildEndedMessage(ended, by);
    const isShown = await edit(ended, message);
    if (why === "removed" || why === "deleted") await messages.remove(ended);
    if (person === ended.by || ended.isSilent) return [];
    if (why === "removed") await messenger.post(person, buildRemovedNotice(ended, by));
    if (why === "deleted" && !isShown) await messenger.post(person, message);
    return [];
  }

  /** False for somebody who has no message of the task. */
  async function edit(
    { team, taskId, person, role }: Pick<AssignmentEnded, "team" | "taskId" | "person" | "role">,
    message: Message,
  ): Promise<boolean> {
    const posted = await messages.find(team, taskId, person, role);
    return posted !== undefined && editMessage(messenger, posted, message);
  }

  const nameOf = async (person: string): Promise<string> => (await findName(person)) ?? "a colleague";

  function deliver({ kind, payload }: ChangeEvent): Promise<NewEvent[]> {
    switch (kind) {
      case "change.settled":
        return Promise.resolve(fanOut(payload as unknown as ChangeSettled));
      case "change.outcome":
        return tellOutcome(payload as unknown as ChangeSettled);
      case "assignment.changed":
        return editChanged(payload as unknown as AssignmentChanged);
      case "assignment.ended":
        return end(payload as unknown as AssignmentEnded);
    }
  }

  return { deliver };
}

export type ChangeDelivery = ReturnType<typeof createChangeDelivery>;

/** Events are JSON in the outbox. */
const asPayload = (value: object): JsonObject => JSON.parse(JSON.stringify(value));

/** An event about one person's message of a task. */
function toEvent(
  { submission, attempt, team }: Head,
  kind: ChangeKind | "assignment",
  whose: { readonly taskId: string } & Pick<Assignment, "person" | "role">,
  payload: object,
): NewEvent {
  const subject = messageSubject(team, whose.taskId, whose);
  return {
    kind,
    payload: asPayload(payload),
    group: submission,
    subject,
    dedupeKey: `${kind}:${submission}:${attempt}:${subject}`,
  };
}

/** Where such an event posts a message to. */
export function placeOfChange({ kind, payload }: OutboxEvent): string | undefined {
  return kind === "assignment.ended" ? (payload as unknown as AssignmentEnded).person : undefined;
}
