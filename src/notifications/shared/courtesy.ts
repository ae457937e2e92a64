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
import { keyOfAssignment, type NewHeldNotice } from "../../domain/notifications/kept.ts";
import type { Role } from "../../domain/settings/preferences.ts";
import { hashNumber } from "../../domain/text.ts";
import type { Verdict } from "./notification.ts";
import type { HeldNoticeKey, HeldNoticeStore, PostedMessageStore, Timings } from "./ports.ts";
import { Given } from "./read-payloads.ts";
import type { NotificationTimes } from "./times.ts";

export type Courtesy = ReturnType<typeof createCourtesy>;

/**
 * Keeps what people have set about being told: a muted role gets no messages, and quiet hours and digests put them off, to be told
 * together. What changes meanwhile changes the held notice, and what is taken back is never told.
 */
export function createCourtesy(deps: {
  messages: Pick<PostedMessageStore, "find">;
  held: Pick<HeldNoticeStore, "hold" | "findAlone" | "replace" | "release" | "releaseAll">;
  questions: {
    /** Somebody reviews a task no more; false where they are asked about it still. Rejects with `DeliveryError` while nobody can say which. */
    unask(whose: { team: string; taskId: string; person: string }): Promise<boolean>;
  };
  timings: Timings;
  times: Pick<NotificationTimes, "gather">;
  now: () => Date;
}) {
  const { messages, held, questions, timings, times, now } = deps;
  const { gather: gatherMs } = times;

  /** Holds it, with one look at all that waits for the same moment. */
  async function hold(notice: NewHeldNotice): Promise<{ readonly instead: readonly NewEvent[] }> {
    await held.hold(notice);
    const { team, person, dueAt } = notice;
    const dedupeKey = `notices:${team}:${person}:${dueAt.getTime()}`;
    return { instead: [newEvent("notices.due", { team, person }, { dueAt, dedupeKey })] };
  }

  async function holdBack(given: AssignmentGiven): Promise<Verdict<"assignment">> {
    const { team, task, assignment } = given;
    const { person, role } = assignment;
    const key = assignmentKey({ team, person, role, taskId: task.id });
    if (given.isReleased) {
      const notice = await held.findAlone(key);
      // A digest that is on its way tells it.
      if (!notice) return { instead: [] };
      return { tell: Given.parse(notice.payload), afterwards: () => held.release(key) };
    }
    const [timing] = await timings(team, [{ person, role }], now());
    switch (timing?.kind) {
      case "muted":
        return { tell: given, isSilent: true };
      case "later":
      case "digest":
        return hold({ ...key, kind: "assignment", payload: toJson(given), dueAt: timing.at });
      default:
        if (given.isGathered) return hold({ ...key, kind: "assignment", payload: toJson(given), dueAt: nextMoment() });
        // An older message that still waits would only repeat it.
        return { tell: given, afterwards: () => held.release(key) };
    }
  }

  /** What was not told yet is told as it is now, when its time comes. */
  async function changeHeld(changed: AssignmentChanged): Promise<Verdict<"assignment.changed">> {
    const { team, task, assignment, from } = changed;
    const { person, role } = assignment;
    const current: AssignmentGiven = { team, task, assignment, ...(from !== undefined && { from }) };
    const isHeld = await held.replace(assignmentKey({ team, person, role, taskId: task.id }), toJson(current));
    return isHeld ? { instead: [] } : { tell: changed };
  }

  /** Of what was not told yet, nothing has to be taken back. A new message waits for the end of quiet hours. */
  async function releaseEnded(
    ended: AssignmentEnded,
    { group }: Pick<EventHandling, "group">,
  ): Promise<Verdict<"assignment.ended">> {
    const { team, person, role, taskId, why } = ended;
    if (why === "removed" && role === "reviewer" && (await questions.unask(ended)))
      await held.releaseAll(ended, askKeyStart("question.told", taskId));
    const wasHeld = await held.release(assignmentKey(ended));
    const message = await messages.find(team, taskId, person, role);
    if (wasHeld && !message) return { instead: [] };
    const [timing] = await timings(team, [{ person, role }], now());
    if (timing?.kind === "muted") return { tell: ended, isSilent: true };
    const isPosted = why === "removed" || (why === "deleted" && !message);
    if (!isPosted || ended.isQuiet || ended.isReleased) return { tell: ended };
    if (timing?.kind !== "later" && ended.isGathered) return gatherEnded(ended);
    if (timing?.kind !== "later") return { tell: ended };
    const later = newEvent("assignment.ended", ended, {
      subject: messageSubject(team, taskId, { person, role }),
      dueAt: timing.at,
      ...(group !== undefined && { group: `${group}:${person}` }),
    });
    return { instead: [later] };
  }

  /** Their message is edited now; that something was taken from them is told with more that comes at once. */
  async function gatherEnded(ended: AssignmentEnded): Promise<Verdict<"assignment.ended">> {
    const { team, person, role, taskId } = ended;
    const key = `ended:${role}:${taskId}`;
    const payload = toJson(ended);
    const { instead } = await hold({ team, person, key, kind: "assignment.ended", payload, dueAt: nextMoment() });
    const edit = newEvent(
      "assignment.ended",
      { ...ended, isQuiet: true },
      { subject: messageSubject(team, taskId, ended) },
    );
    return { instead: [...instead, edit] };
  }

  /** The same for all that comes within `gather`, and so far ahead that it is held before anybody looks for what is due then. */
  const nextMoment = (): Date => new Date((Math.floor(now().getTime() / gatherMs) + 2) * gatherMs);

  /**
   * What asks something of somebody in a role, or as the lead without one: whoever muted the role is not told, and what comes in quiet
   * hours, or for a digest, comes after them; with `isOnce` one for each task, the newest.
   */
  async function putOff<K extends AskKind>(
    kind: K,
    asked: EventPayloads[K],
    { role, isOnce }: { role?: Role; isOnce?: boolean } = {},
  ): Promise<Verdict<K>> {
    const { team, person, task, isReleased = false } = asked;
    if (isReleased) return { tell: asked };
    const [timing] = await timings(team, [{ person, ...(role && { role }) }], now());
    if (timing?.kind === "muted") return { instead: [] };
    if (timing?.kind !== "later" && timing?.kind !== "digest") return { tell: asked };
    const payload = toJson(asked);
    // An event may be looked at twice: what it asks is held once.
    const key = isOnce ? `${kind}:${task.id}` : `${askKeyStart(kind, task.id)}${hashNumber(JSON.stringify(payload))}`;
    return hold({ team, person, key, kind, payload, dueAt: timing.at });
  }

  return { holdBack, changeHeld, releaseEnded, putOff };
}

/** Of all that is asked of a task in one way. */
const askKeyStart = (kind: AskKind, taskId: string): string => `${kind}:${taskId}:`;

type OneAssignment = Pick<AssignmentEnded, "team" | "person" | "role" | "taskId">;

const assignmentKey = ({ team, person, role, taskId }: OneAssignment): HeldNoticeKey => ({
  team,
  person,
  key: keyOfAssignment(taskId, { role }),
});
