import * as z from "zod";
import { slackErrorIn } from "../domain/notifications/delivery-error.ts";
import {
  type AssignmentGiven,
  type Digest,
  type EventKind,
  type NewEvent,
  newEvent,
} from "../domain/notifications/events.ts";
import { groupOfHeld, keyOfAssignment } from "../domain/notifications/kept.ts";
import type { OutboxEvent } from "../domain/notifications/outbox-event.ts";
import { Given } from "./shared/read-payloads.ts";

export const DigestPayload = z.object({
  team: z.string(),
  person: z.string(),
  assignments: z.array(Given),
  notices: z.array(z.object({ key: z.string(), dueAt: z.number() })).exactOptional(),
});

type Buried = {
  readonly group: string | undefined;
  /** Slack's word for why; absent when it was no fault of Slack's. */
  readonly word: string | undefined;
};

type Follow = (payload: OutboxEvent["payload"], how: Buried) => readonly NewEvent[];

/** The kinds after which somebody has to hear that another person does not. A table of its own: `npm run outbox` needs it, and sends nothing. */
const WHEN_BURIED: Readonly<Record<string, Follow>> = {
  assignment(payload, how) {
    const given = Given.safeParse(payload);
    return given.success ? reportToLead(given.data, how) : [];
  },
  digest(payload, how) {
    const digest = DigestPayload.safeParse(payload);
    return digest.success ? tellEachLead(digest.data, how) : [];
  },
} satisfies { readonly [K in EventKind]?: Follow };

/** What follows when an event is given up, by the sender or by hand. Nothing for one that this version cannot read. */
export function whenBuried({ kind, payload, group }: OutboxEvent, reason: string): readonly NewEvent[] {
  const follow = Object.hasOwn(WHEN_BURIED, kind) ? WHEN_BURIED[kind] : undefined;
  return follow?.(payload, { group, word: slackErrorIn(reason) }) ?? [];
}

/** Whoever assigned somebody learns that they were not told. */
function reportToLead({ team, from }: AssignmentGiven, { group }: Buried): NewEvent[] {
  // Who has assigned them on the other side is not known.
  if (group === undefined || from === undefined) return [];
  return [newEvent("delivery.report", { team, person: from, group }, { dedupeKey: reportKey(group) })];
}

/** A digest that cannot be delivered: each lead learns of their own tasks, once of each, since the next one has them too. */
function tellEachLead({ team, person, assignments, notices }: Digest, { word }: Buried): NewEvent[] {
  return assignments.flatMap(({ from, task, assignment }) => {
    if (from === undefined) return [];
    const unreached = { team, from, person, taskName: task.name, ...(word !== undefined && { word }) };
    const notice = notices?.find(({ key }) => key === keyOfAssignment(task.id, assignment));
    if (!notice) return [newEvent("assignment.unreached", unreached)];
    const held = { team, person, key: notice.key, dueAt: new Date(notice.dueAt) };
    return [newEvent("assignment.unreached", unreached, { dedupeKey: reportKey(groupOfHeld(held)) })];
  });
}

/** The same for a held notice, whether it could not be told by itself or in a digest. */
const reportKey = (group: string): string => `report:${group}`;
