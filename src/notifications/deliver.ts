import { type Assignment, messageSubject, type TaskFacts } from "../domain/assignment.ts";
import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { JsonObject } from "../domain/json.ts";
import type { FindName } from "../domain/person.ts";
import { nameIn } from "../domain/task-form-record.ts";
import type { NameOf } from "../domain/weights.ts";
import { type AssignmentNotice, buildAssignmentMessage, buildMovedMessage } from "../views/assignment-message.ts";
import { buildCreatedBlocks, buildNotCreatedBlocks, createdText, notCreatedText } from "../views/outcome.ts";
import { toldInWords } from "../views/told.ts";
import { buildUndeliveredMessage } from "../views/undelivered-message.ts";
import type { CardDelivery } from "./deliver-cards.ts";
import type { ChangeDelivery } from "./deliver-changes.ts";
import { editMessage } from "./edit-message.ts";
import type { Message, Messenger, Outbox, PostedMessageStore, Timings } from "./ports.ts";
import { showOutcome } from "./show-outcome.ts";

/** How a submission ended (`submission.settled`), as the service writes it. */
type Settled = {
  readonly submission: string;
  readonly team: string;
  readonly person: string;
  readonly viewId: string;
  readonly attempt: number;
} & (
  | {
      readonly outcome: "created";
      readonly task: TaskFacts;
      readonly people: readonly Assignment[];
      readonly names: Readonly<Record<string, string>>;
    }
  | { readonly outcome: "failed"; readonly taskName: string; readonly reason: string; readonly canTryAgain: boolean }
);

/** One person's message about one task in one role (`assignment`). */
type AssignmentEvent = {
  readonly team: string;
  readonly task: TaskFacts;
  readonly assignment: Assignment;
  readonly from: string;
  /** The task was closed, and is open again since then (seconds since 1970). */
  readonly reopenedAt?: number;
  /** They have muted such messages: the one that they have is edited, and no other is sent. */
  readonly isSilent?: boolean;
};

/** Some of a group's messages could not be delivered (`delivery.report`): told to who caused them. */
type ReportEvent = { readonly person: string; readonly group: string };

/** The report waits while others of its group are still on their way. */
const REPORT_RETRY_MS = 5_000;

/**
 * Turns an event of the outbox into what a person sees. Resolves with the events that follow from it;
 * rejects with `DeliveryError` when Slack did not take it.
 */
export function createDeliver(deps: {
  messenger: Messenger;
  messages: PostedMessageStore;
  outbox: Pick<Outbox, "countWaiting" | "listBuried">;
  findName: FindName;
  /** When people are told, since they may have set it. */
  timings: Timings;
  cards: CardDelivery;
  changes: ChangeDelivery;
  now: () => Date;
}) {
  const { messenger, messages, outbox, findName, timings, cards, changes, now } = deps;

  async function deliver(event: OutboxEvent): Promise<readonly NewEvent[]> {
    switch (event.kind) {
      case "submission.settled":
        return fanOut(event.payload as unknown as Settled);
      case "submission.outcome":
        return tellOutcome(event.payload as unknown as Settled);
      case "assignment":
        return tellAssignment(event.payload as unknown as AssignmentEvent);
      case "delivery.report":
        return report(event.payload as unknown as ReportEvent);
      case "cards.refresh":
      case "card.refresh":
      case "card.unfurl":
        return cards.deliver({ kind: event.kind, payload: event.payload });
      case "change.settled":
      case "change.outcome":
      case "assignment.changed":
      case "assignment.ended":
        return changes.deliver({ kind: event.kind, payload: event.payload });
      default:
        throw new Error(`no notification is known for events of the kind ${event.kind}`);
    }
  }

  /** One event each, so that somebody who cannot be reached holds up nobody else. Nobody is told of what they did themselves. */
  function fanOut(settled: Settled): NewEvent[] {
    const { submission, team, person, attempt } = settled;
    const outcome: NewEvent = {
      kind: "submission.outcome",
      payload: settled as unknown as JsonObject,
      dedupeKey: `outcome:${submission}:${attempt}:${settled.outcome}`,
    };
    if (settled.outcome === "failed") return [outcome];
    const assignments = settled.people
      .filter((assignment) => assignment.person !== person)
      .map((assignment): NewEvent => {
        const payload: AssignmentEvent = { team, task: settled.task, assignment, from: person };
        return {
          kind: "assignment",
          payload: payload as unknown as JsonObject,
          group: submission,
          subject: messageSubject(team, settled.task.id, assignment),
          dedupeKey: `assignment:${submission}:${assignment.person}:${assignment.role}`,
        };
      });
    return [outcome, ...assignments];
  }

  async function tellOutcome(settled: Settled): Promise<NewEvent[]> {
    await showOutcome(messenger, settled, await outcomeMessage(settled));
    return [];
  }

  async function outcomeMessage(settled: Settled): Promise<{ title: string; message: Message }> {
    if (settled.outcome === "failed") {
      const { taskName, reason } = settled;
      return {
        title: "Not created",
        message: { text: notCreatedText(taskName, reason), blocks: buildNotCreatedBlocks(settled) },
      };
    }
    const names = { ...settled.names };
    for (const { person } of settled.people) names[person] ??= (await findName(person)) ?? person;
    const told = await findTold(settled, nameIn(names));
    return {
      title: "Task created",
      message: {
        text: createdText(settled.task),
        blocks: buildCreatedBlocks(settled.task, settled.people, nameIn(names), told),
      },
    };
  }

  /** Who hears of their part, and when. Whoever assigned something to themselves knows already. */
  async function findTold(
    { team, person, people }: Pick<Settled, "team" | "person"> & { readonly people: readonly Assignment[] },
    nameOf: NameOf,
  ): Promise<string> {
    const others = people.filter((each) => each.person !== person);
    if (others.length === 0 && people.length > 0) return "Nobody else is assigned";
    const when = await timings(team, others, now());
    return toldInWords(
      others.map((each, index) => ({ name: nameOf(each.person), timing: when[index]?.kind ?? "now" })),
    );
  }

  /**
   * There is one live message per person, task and role. Who has it already reads there what is asked; only a task that is open
   * again is worth a new message, and the old one leads to it.
   */
  async function tellAssignment(event: AssignmentEvent): Promise<NewEvent[]> {
    const { team, task, assignment, from, reopenedAt, isSilent = false } = event;
    const { person, role } = assignment;
    const notice: AssignmentNotice = {
      ...{ task, assignment, from: (await findName(from)) ?? "a colleague" },
      ...(reopenedAt !== undefined && { reopenedAt }),
    };
    const message = buildAssignmentMessage(notice);
    const known = await messages.find(team, task.id, person, role);
    if (known && (reopenedAt === undefined || isSilent) && (await editMessage(messenger, known, message))) return [];
    if (isSilent) return [];
    // First, since what fails here is tried again as a whole: a second edit changes nothing, a second message would.
    if (known) await editMessage(messenger, known, buildMovedMessage(notice));
    const posted = await messenger.post(person, message);
    await messages.save({ team, taskId: task.id, person, role, ...posted });
    return [];
  }

  /** Names to the lead whom the app could not reach, once nobody of the group is waited for any more. */
  async function report({ person, group }: ReportEvent): Promise<NewEvent[]> {
    const again: NewEvent = {
      kind: "delivery.report",
      payload: { person, group },
      dueAt: new Date(now().getTime() + REPORT_RETRY_MS),
    };
    if ((await outbox.countWaiting(group)) > 0) return [again];
    const buried = (await outbox.listBuried(group)).filter((event) => event.kind === "assignment");
    const first = buried[0];
    if (!first) return [];
    const events = buried.map((event) => event.payload as unknown as AssignmentEvent);
    const unreached = await Promise.all(
      [...new Set(events.map((event) => event.assignment.person))].map(async (id) => (await findName(id)) ?? id),
    );
    const { task } = first.payload as unknown as AssignmentEvent;
    await messenger.post(person, buildUndeliveredMessage(task.name, unreached));
    return [];
  }

  /** What is to happen when an event is given up: whoever assigned somebody learns that they were not told. */
  function whenBuried(event: OutboxEvent): NewEvent[] {
    if (event.kind !== "assignment" || event.group === undefined) return [];
    const { from } = event.payload as unknown as AssignmentEvent;
    const payload: ReportEvent = { person: from, group: event.group };
    return [{ kind: "delivery.report", payload, dedupeKey: `report:${event.group}` }];
  }

  return { deliver, whenBuried };
}

/** Where an event posts a message to: messages to one person are paced. */
export function placeOf({ kind, payload }: OutboxEvent): string | undefined {
  if (kind === "assignment") return (payload as unknown as AssignmentEvent).assignment.person;
  if (kind === "delivery.report") return (payload as unknown as ReportEvent).person;
  return undefined;
}
