import { z } from "zod";
import { messageSubject } from "../domain/assignment.ts";
import {
  type AssignmentGiven,
  type Digest,
  type NewEvent,
  type NoticesDue,
  newEvent,
} from "../domain/notifications/events.ts";
import type { HeldNotice } from "../domain/notifications/kept.ts";
import type { FindName } from "../domain/people/person.ts";
import { buildDigest } from "../views/notifications/digest-message.ts";
import type { Buried, Notifications } from "./shared/notification.ts";
import type { HeldNoticeStore, Messenger } from "./shared/ports.ts";
import { Given } from "./shared/read-payloads.ts";

const Due = z.object({ team: z.string(), person: z.string() });

/** Hands on what was held for somebody (`shared/courtesy.ts`) when its time has come. */
export function createHeldNotifications(deps: {
  messenger: Pick<Messenger, "post">;
  held: Pick<HeldNoticeStore, "listDue" | "release">;
  findName: FindName;
}) {
  const { messenger, held, findName } = deps;

  /**
   * What a digest gathers goes as one message where it is several, all else each by itself. All of it is held until it is
   * sent: what is changed or taken back on its way out is told as it is, or not at all.
   */
  async function handOn({ team, person }: NoticesDue): Promise<NewEvent[]> {
    const due = await held.listDue(team, person);
    const gathered = due.filter(({ isDigest }) => isDigest);
    if (gathered.length < 2) return due.map(release);
    const assignments = gathered.map(read);
    const digest = newEvent(
      "digest",
      { team, person, assignments },
      { dedupeKey: `digest:${gathered.map(keyOf).join()}`.slice(0, 2_000) },
    );
    return [digest, ...due.filter(({ isDigest }) => !isDigest).map(release)];
  }

  async function sendDigest({ team, person, assignments }: Digest): Promise<NewEvent[]> {
    const gathered = new Set(assignments.map(({ task, assignment }) => `${assignment.role}:${task.id}`));
    const due = await held.listDue(team, person);
    const left = due.filter(({ role, taskId }) => gathered.has(`${role}:${taskId}`));
    if (left.length === 0) return [];
    const notices = await Promise.all(
      left.map(async (notice) => {
        const { task, assignment, from } = read(notice);
        return { task, assignment, from: (await findName(from)) ?? "a colleague" };
      }),
    );
    await messenger.post(person, buildDigest(notices));
    for (const notice of left) await held.release(notice);
    return [];
  }

  return {
    "notices.due": { payload: Due, deliver: handOn },
    digest: {
      payload: Due.extend({ assignments: z.array(Given) }),
      deliver: sendDigest,
      place: ({ person }) => person,
      whenBuried: tellEachLead,
    },
  } satisfies Partial<Notifications>;
}

/** A digest that cannot be delivered: each lead learns of their own tasks. */
const tellEachLead = ({ person, assignments }: Digest, { word }: Buried): NewEvent[] =>
  assignments.map(({ from, task }) =>
    newEvent("assignment.unreached", {
      from,
      person,
      taskName: task.name,
      ...(word !== undefined && { word }),
    }),
  );

/** Rejects a notice that an older or newer version has held: it stays held. */
const read = ({ payload }: HeldNotice): AssignmentGiven => Given.parse(payload);

function release(notice: HeldNotice): NewEvent {
  const subject = messageSubject(notice.team, notice.taskId, notice);
  const key = keyOf(notice);
  return newEvent("assignment", { ...read(notice), isReleased: true }, { group: key, subject, dedupeKey: key });
}

const keyOf = ({ team, person, role, taskId, dueAt }: HeldNotice): string =>
  `held:${team}:${person}:${role}:${taskId}:${dueAt.getTime()}`;
