import { type Assignment, messageSubject, type TaskFacts } from "../domain/assignment.ts";
import type { AssignmentEnded } from "../domain/change-events.ts";
import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { HeldNotice } from "../domain/held-notice.ts";
import type { JsonObject } from "../domain/json.ts";
import type { FindName } from "../domain/person.ts";
import { buildDigest } from "../views/digest-message.ts";
import { buildUndeliveredMessage } from "../views/undelivered-message.ts";
import type { HeldNoticeStore, Messenger, PostedMessageStore, Timings } from "./ports.ts";

type Deliver = (event: OutboxEvent) => Promise<readonly NewEvent[]>;

/** What this needs of an `assignment` event. `isReleased`: it was held, and its time has come. */
type AssignmentEvent = {
  readonly team: string;
  readonly task: TaskFacts;
  readonly assignment: Assignment;
  readonly from: string;
  readonly isReleased?: boolean;
};

/** Somebody's held messages are due (`notices.due`). */
type DueEvent = { readonly team: string; readonly person: string };

/** Several held messages as one (`digest`). */
type DigestEvent = DueEvent & { readonly assignments: readonly AssignmentEvent[] };

/** Somebody could not be told of a task (`assignment.unreached`). */
type UnreachedEvent = { readonly from: string; readonly person: string; readonly taskName: string };

/**
 * Stands in front of `deliver` and keeps what people have set: a muted role gets no messages, quiet hours put them off, and a
 * digest gathers them. What answers somebody's own action passes untouched.
 */
export function withCourtesy(
  deliver: Deliver,
  deps: {
    messenger: Messenger;
    messages: Pick<PostedMessageStore, "find">;
    held: HeldNoticeStore;
    timings: Timings;
    findName: FindName;
    now: () => Date;
  },
): Deliver {
  const { messenger, messages, held, timings, findName, now } = deps;

  async function holdBack(event: OutboxEvent): Promise<readonly NewEvent[]> {
    const assigned = event.payload as unknown as AssignmentEvent;
    const { team, task } = assigned;
    const { person, role } = assigned.assignment;
    const key = { team, person, role, taskId: task.id };
    if (assigned.isReleased) {
      const notice = (await held.listDue(team, person)).find((each) => each.taskId === task.id && each.role === role);
      if (!notice) return [];
      const followUps = await deliver({ ...event, payload: { ...notice.payload, isReleased: true } });
      await held.release(key);
      return followUps;
    }
    const [timing] = await timings(team, [{ person, role }], now());
    switch (timing?.kind) {
      case "muted":
        return deliver({ ...event, payload: { ...event.payload, isSilent: true } });
      case "later":
      case "digest": {
        const { at } = timing;
        await held.hold({ ...key, isDigest: timing.kind === "digest", payload: event.payload, dueAt: at });
        return [noticesDue({ team, person }, at)];
      }
      default: {
        const followUps = await deliver(event);
        // An older message that still waits would only repeat it.
        await held.release(key);
        return followUps;
      }
    }
  }

  /** What was not told yet is told as it is now, when its time comes. */
  async function tellChange(event: OutboxEvent): Promise<readonly NewEvent[]> {
    const { team, task, assignment, from } = event.payload as unknown as AssignmentEvent;
    const { person, role } = assignment;
    const current: AssignmentEvent = { team, task, assignment, from };
    const key = { team, person, role, taskId: task.id };
    return (await held.replace(key, current as unknown as JsonObject)) ? [] : deliver(event);
  }

  /** Of what was not told yet, nothing has to be taken back. A new message waits for the end of quiet hours. */
  async function tellEnd(event: OutboxEvent): Promise<readonly NewEvent[]> {
    const { team, person, role, taskId, why } = event.payload as unknown as AssignmentEnded;
    const wasHeld = await held.release({ team, person, role, taskId });
    const message = await messages.find(team, taskId, person, role);
    if (wasHeld && !message) return [];
    const [timing] = await timings(team, [{ person, role }], now());
    if (timing?.kind === "muted") return deliver({ ...event, payload: { ...event.payload, isSilent: true } });
    const isPosted = why === "removed" || (why === "deleted" && !message);
    if (timing?.kind !== "later" || !isPosted) return deliver(event);
    const { kind, payload, group } = event;
    const subject = messageSubject(team, taskId, { person, role });
    return [{ kind, payload, subject, dueAt: timing.at, ...(group !== undefined && { group: `${group}:${person}` }) }];
  }

  /**
   * Hands on what is due: what a digest gathers as one message where it is several, all else each by itself. All of it
   * is held until it is sent: what is changed or taken back on its way out is told as it is, or not at all.
   */
  async function handOn({ team, person }: DueEvent): Promise<NewEvent[]> {
    const due = await held.listDue(team, person);
    const gathered = due.filter(({ isDigest }) => isDigest);
    if (gathered.length < 2) return due.map(release);
    const assignments = gathered.map(({ payload }) => payload as unknown as AssignmentEvent);
    const payload: DigestEvent = { team, person, assignments };
    const digest: NewEvent = {
      kind: "digest",
      payload: payload as unknown as JsonObject,
      dedupeKey: `digest:${gathered.map(keyOf).join()}`.slice(0, 2_000),
    };
    return [digest, ...due.filter(({ isDigest }) => !isDigest).map(release)];
  }

  function release(notice: HeldNotice): NewEvent {
    const payload = { ...notice.payload, isReleased: true };
    const subject = messageSubject(notice.team, notice.taskId, notice);
    return { kind: "assignment", payload, group: keyOf(notice), subject, dedupeKey: keyOf(notice) };
  }

  async function sendDigest({ team, person, assignments }: DigestEvent): Promise<NewEvent[]> {
    const gathered = new Set(assignments.map(({ task, assignment }) => `${assignment.role}:${task.id}`));
    const due = await held.listDue(team, person);
    const left = due.filter(({ role, taskId }) => gathered.has(`${role}:${taskId}`));
    if (left.length === 0) return [];
    const notices = await Promise.all(
      left.map(async ({ payload }) => {
        const { task, assignment, from } = payload as unknown as AssignmentEvent;
        return { task, assignment, from: (await findName(from)) ?? "a colleague" };
      }),
    );
    await messenger.post(person, buildDigest(notices));
    for (const notice of left) await held.release(notice);
    return [];
  }

  async function tellUnreached({ from, person, taskName }: UnreachedEvent): Promise<NewEvent[]> {
    await messenger.post(from, buildUndeliveredMessage(taskName, [(await findName(person)) ?? person]));
    return [];
  }

  return async (event) => {
    switch (event.kind) {
      case "assignment":
        return holdBack(event);
      case "assignment.changed":
        return tellChange(event);
      case "assignment.ended":
        return tellEnd(event);
      case "notices.due":
        return handOn(event.payload as unknown as DueEvent);
      case "digest":
        return sendDigest(event.payload as unknown as DigestEvent);
      case "assignment.unreached":
        return tellUnreached(event.payload as unknown as UnreachedEvent);
      default:
        return deliver(event);
    }
  };
}

/** Looks for what is due to this person at that time; one event for all that waits for the same moment. */
const noticesDue = ({ team, person }: DueEvent, dueAt: Date): NewEvent => ({
  kind: "notices.due",
  payload: { team, person },
  dueAt,
  dedupeKey: `notices:${team}:${person}:${dueAt.getTime()}`,
});

const keyOf = ({ team, person, role, taskId, dueAt }: HeldNotice): string =>
  `held:${team}:${person}:${role}:${taskId}:${dueAt.getTime()}`;

/** A digest that cannot be delivered: each lead learns of their own tasks. */
export function whenDigestBuried({ kind, payload }: OutboxEvent): NewEvent[] {
  if (kind !== "digest") return [];
  const { person, assignments } = payload as unknown as DigestEvent;
  return assignments.map(({ from, task }) => ({
    kind: "assignment.unreached",
    payload: { from, person, taskName: task.name } satisfies UnreachedEvent,
  }));
}

/** Where a digest, or the report of one, is posted to. */
export function placeOfDigest({ kind, payload }: OutboxEvent): string | undefined {
  if (kind === "digest") return (payload as unknown as DigestEvent).person;
  if (kind === "assignment.unreached") return (payload as unknown as UnreachedEvent).from;
  return undefined;
}
