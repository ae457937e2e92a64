import { messageSubject } from "../../domain/assignment.ts";
import { toJson } from "../../domain/json.ts";
import {
  type AskKind,
  type AssignmentChanged,
  type AssignmentEnded,
  type AssignmentGiven,
  type EventHandling,
  type EventPayloads,
  type NewEvent,
  newEvent,
} from "../../domain/notifications/events.ts";
import type { Role } from "../../domain/settings/preferences.ts";
import type { Verdict } from "./notification.ts";
import type { HeldNoticeStore, PostedMessageStore, Timings } from "./ports.ts";
import { Given } from "./read-payloads.ts";

export type Courtesy = ReturnType<typeof createCourtesy>;

/**
 * Keeps what people have set about being told: a muted role gets no messages, quiet hours put them off, and a digest gathers
 * them. What changes meanwhile changes the held notice, and what is taken back is never told.
 */
export function createCourtesy(deps: {
  messages: Pick<PostedMessageStore, "find">;
  held: HeldNoticeStore;
  timings: Timings;
  now: () => Date;
}) {
  const { messages, held, timings, now } = deps;

  async function holdBack(given: AssignmentGiven): Promise<Verdict<"assignment">> {
    const { team, task, assignment } = given;
    const { person, role } = assignment;
    const key = { team, person, role, taskId: task.id };
    if (given.isReleased) {
      const notice = (await held.listDue(team, person)).find((each) => each.taskId === task.id && each.role === role);
      if (!notice) return { instead: [] };
      return { tell: Given.parse(notice.payload), afterwards: () => held.release(key) };
    }
    const [timing] = await timings(team, [{ person, role }], now());
    switch (timing?.kind) {
      case "muted":
        return { tell: given, isSilent: true };
      case "later":
      case "digest": {
        const { at } = timing;
        await held.hold({ ...key, isDigest: timing.kind === "digest", payload: toJson(given), dueAt: at });
        // One event for all that waits for the same moment.
        const dedupeKey = `notices:${team}:${person}:${at.getTime()}`;
        return { instead: [newEvent("notices.due", { team, person }, { dueAt: at, dedupeKey })] };
      }
      default:
        // An older message that still waits would only repeat it.
        return { tell: given, afterwards: () => held.release(key) };
    }
  }

  /** What was not told yet is told as it is now, when its time comes. */
  async function changeHeld(changed: AssignmentChanged): Promise<Verdict<"assignment.changed">> {
    const { team, task, assignment, from } = changed;
    const { person, role } = assignment;
    const current: AssignmentGiven = { team, task, assignment, from };
    const isHeld = await held.replace({ team, person, role, taskId: task.id }, toJson(current));
    return isHeld ? { instead: [] } : { tell: changed };
  }

  /** Of what was not told yet, nothing has to be taken back. A new message waits for the end of quiet hours. */
  async function releaseEnded(
    ended: AssignmentEnded,
    { group }: Pick<EventHandling, "group">,
  ): Promise<Verdict<"assignment.ended">> {
    const { team, person, role, taskId, why } = ended;
    const wasHeld = await held.release({ team, person, role, taskId });
    const message = await messages.find(team, taskId, person, role);
    if (wasHeld && !message) return { instead: [] };
    const [timing] = await timings(team, [{ person, role }], now());
    if (timing?.kind === "muted") return { tell: ended, isSilent: true };
    const isPosted = why === "removed" || (why === "deleted" && !message);
    if (timing?.kind !== "later" || !isPosted) return { tell: ended };
    const later = newEvent("assignment.ended", ended, {
      subject: messageSubject(team, taskId, { person, role }),
      dueAt: timing.at,
      ...(group !== undefined && { group: `${group}:${person}` }),
    });
    return { instead: [later] };
  }

  /**
   * What asks something of somebody in a role, or as the lead without one: whoever muted the role is not told, and what comes in quiet
   * hours, or for a digest, comes after them (`again` makes the event for then); with `isOnce` one for each task, however often it was asked.
   */
  async function putOff<K extends AskKind>(
    asked: EventPayloads[K],
    { role, isOnce, again }: { role?: Role; isOnce?: boolean; again: (later: { isReleased: true }) => NewEvent },
  ): Promise<Verdict<K>> {
    const { team, person, task, isReleased = false } = asked;
    if (isReleased) return { tell: asked };
    const [timing] = await timings(team, [{ person, ...(role && { role }) }], now());
    if (timing?.kind === "muted") return { instead: [] };
    if (timing?.kind !== "later" && timing?.kind !== "digest") return { tell: asked };
    const event = { ...again({ isReleased: true }), dueAt: timing.at };
    if (!isOnce) return { instead: [event] };
    const dedupeKey = `${event.kind}:${team}:${person}:${task.id}:${timing.at.getTime()}`;
    return { instead: [{ ...event, dedupeKey }] };
  }

  return { holdBack, changeHeld, releaseEnded, putOff };
}
