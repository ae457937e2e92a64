import * as z from "zod";
import { messageSubject } from "../domain/assignment.ts";
import type { Log } from "../domain/log.ts";
import { mayHaveArrived } from "../domain/notifications/delivery-error.ts";
import {
  type AssignmentGiven,
  type Digest,
  HELD_KINDS,
  type HeldKind,
  isOfKind,
  type NewEvent,
  type NoticesDue,
  newEvent,
} from "../domain/notifications/events.ts";
import { groupOfHeld, type HeldNotice, type NewHeldNotice } from "../domain/notifications/kept.ts";
import { NO_REQUESTS, type RequestScope, runFor } from "../domain/request-scope.ts";
import { hashNumber } from "../domain/text.ts";
import type { Listed } from "../views/asked.ts";
import { buildDigest } from "../views/notifications/digest-message.ts";
import type { Handed, HeldNotifications, Notifications } from "./shared/notification.ts";
import type { HeldNoticeStore, Slack } from "./shared/ports.ts";
import { Given } from "./shared/read-payloads.ts";
import { DigestPayload } from "./when-buried.ts";

const Due = z.object({ team: z.string(), person: z.string() });

/** Hands on what was held for somebody (`shared/courtesy.ts`) when its time has come: one message for all of it. */
export function createHeldNotifications(deps: {
  held: Pick<HeldNoticeStore, "listDue" | "noteListed" | "noteUnlisted" | "releaseTold">;
  /** How each kind is told, by itself and among others. */
  kinds: HeldNotifications;
  requestScope?: Pick<RequestScope, "run">;
  log: Log;
}) {
  const { held, kinds, requestScope = NO_REQUESTS, log } = deps;

  /** All of it is held until it is sent: what is changed or taken back on its way out is told as it is, or not at all. */
  async function handOn({ team, person }: NoticesDue): Promise<NewEvent[]> {
    const due = (await listDue({ team, person })).filter(isReadable);
    const [only] = due;
    if (!only) return [];
    const assignments = due.flatMap(assignmentIn);
    const [given] = assignments;
    if (given && due.length === 1 && !only.isListed) return [byItself(only, given)];
    const notices = due.map(({ key, dueAt }) => ({ key, dueAt: dueAt.getTime() }));
    const dedupeKey = `digest:${team}:${person}:${hashNumber(due.map(groupOfHeld).join())}`;
    // One after the other: what the one before has told is not in the next.
    const subject = `digest:${team}:${person}`;
    return [newEvent("digest", { team, person, assignments, notices }, { subject, dedupeKey })];
  }

  async function sendDigest(digest: Digest, { slack }: Handed): Promise<readonly NewEvent[]> {
    const due = (await listDue(digest)).filter((notice) => isFor(digest, notice)).filter(isReadable);
    const [only] = due;
    // What may have been told with others is not told again by itself.
    if (only && due.length === 1 && !only.isListed) return sendOne(only, slack);
    const done = (await held.noteListed(due)).filter(isReadable);
    await tellTogether(digest, done, slack).catch(async (error: unknown) => {
      if (!mayHaveArrived(error)) await held.noteUnlisted(done.filter(({ isListed = false }) => !isListed));
      throw error;
    });
    await held.releaseTold(done);
    for (const notice of done) {
      // One message for several requests: by the id of each it is found in the log.
      const { kind, person: to } = notice;
      runFor(requestScope, notice, () => log.debug({ kind, person: to }, "a held notice was told with others"));
    }
    return followChanged(digest);
  }

  /** Without what an event of its own tells. */
  const listDue = async ({ team, person }: NoticesDue): Promise<readonly HeldNotice[]> =>
    (await held.listDue(team, person)).filter(({ isOnItsWay = false }) => !isOnItsWay);

  async function tellTogether({ person }: Digest, notices: readonly NewHeldNotice[], slack: Slack): Promise<void> {
    const told: Listed[] = [];
    for (const notice of notices) {
      const asked = await list(notice.kind, notice);
      if (asked) told.push(asked);
    }
    const isWorkAlone = notices.every(({ kind }) => kind === "assignment");
    if (told.length > 0) await slack.post(person, buildDigest(told, isWorkAlone ? "new assignment" : "message"));
  }

  /** What has changed while it was told is due anew. */
  async function followChanged(digest: Digest): Promise<NewEvent[]> {
    const keys = new Set(digest.notices?.map(({ key }) => key));
    const { team, person } = digest;
    const isAnyLeft = (await listDue(digest)).some((notice) => notice.isListed && keys.has(notice.key));
    return isAnyLeft ? [newEvent("notices.due", { team, person })] : [];
  }

  /** The rest was taken back meanwhile, or it was alone from the beginning. */
  async function sendOne(notice: NewHeldNotice, slack: Slack): Promise<readonly NewEvent[]> {
    const [given] = assignmentIn(notice);
    if (given) return [byItself(notice, given)];
    return runFor(requestScope, notice, async () => {
      const followUps = await tell(notice.kind, notice, slack);
      await held.releaseTold([notice]);
      return followUps;
    });
  }

  /** What another version has held stays held, for one that reads it. */
  function isReadable(notice: HeldNotice): notice is NewHeldNotice {
    const kind = HELD_KINDS.find((known) => known === notice.kind);
    if (kind && kinds[kind].payload.safeParse(notice.payload).success) return true;
    log.warn(
      { kind: notice.kind, person: notice.person },
      "a held notice is not as this version writes it: it is not told",
    );
    return false;
  }

  const list = async <K extends HeldKind>(kind: K, { payload }: HeldNotice): Promise<Listed | undefined> =>
    kinds[kind].listed(kinds[kind].payload.parse(payload));

  const tell = async <K extends HeldKind>(
    kind: K,
    { payload }: HeldNotice,
    slack: Slack,
  ): Promise<readonly NewEvent[]> =>
    kinds[kind].deliver(kinds[kind].payload.parse({ ...payload, isReleased: true }), { isSilent: false, slack });

  return {
    "notices.due": { payload: Due, deliver: handOn },
    digest: {
      payload: DigestPayload,
      deliver: sendDigest,
      place: ({ person }) => person,
    },
  } satisfies Partial<Notifications>;
}

/** What falls due, or is changed, on its way is told by the next. */
const isFor = ({ notices }: Digest, { key, dueAt }: HeldNotice): boolean =>
  notices === undefined || notices.some((notice) => notice.key === key && notice.dueAt === dueAt.getTime());

function assignmentIn(notice: HeldNotice): AssignmentGiven[] {
  const given = isOfKind(notice, "assignment") ? Given.safeParse(notice.payload) : undefined;
  return given?.success ? [given.data] : [];
}

/** The message that a worker or a reviewer has of a task is edited later: alone it goes the way of every other. */
function byItself(notice: HeldNotice, given: AssignmentGiven): NewEvent {
  const { team, task, assignment } = given;
  const id = groupOfHeld(notice);
  const subject = messageSubject(team, task.id, assignment);
  const { request } = notice;
  const handling = { group: id, subject, dedupeKey: id, ...(request !== undefined && { request }) };
  return newEvent("assignment", { ...given, isReleased: true }, handling);
}
