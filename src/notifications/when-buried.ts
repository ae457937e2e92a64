import { z } from "zod";
import { slackErrorIn } from "../domain/notifications/delivery-error.ts";
import {
  type AssignmentGiven,
  type Digest,
  type NewEvent,
  newEvent,
  type OutboxEvent,
} from "../domain/notifications/events.ts";
import { Given } from "./shared/read-payloads.ts";

export const DigestPayload = z.object({ team: z.string(), person: z.string(), assignments: z.array(Given) });

type Buried = {
  readonly group: string | undefined;
  /** Slack's word for why; absent when it was no fault of Slack's. */
  readonly word: string | undefined;
};
/** What follows when an event is given up, by the sender or by hand. Nothing for one that this version cannot read. */
export function whenBuried({ kind, payload, group }: OutboxEvent, reason: string): readonly NewEvent[] {
  const how = { group, word: slackErrorIn(reason) };
  switch (kind) {
    case "assignment": {
      const given = Given.safeParse(payload);
      return given.success ? reportToLead(given.data, how) : [];
    }
    case "digest": {
      const digest = DigestPayload.safeParse(payload);
      return digest.success ? tellEachLead(digest.data, how) : [];
    }
    default:
      return [];
  }
}

/** Whoever assigned somebody learns that they were not told. */
function reportToLead({ team, from }: AssignmentGiven, { group }: Buried): NewEvent[] {
  // Who has assigned them on the other side is not known.
  if (group === undefined || from === undefined) return [];
  return [newEvent("delivery.report", { team, person: from, group }, { dedupeKey: `report:${group}` })];
}

/** A digest that cannot be delivered: each lead learns of their own tasks. */
function tellEachLead({ team, person, assignments }: Digest, { word }: Buried): NewEvent[] {
  return assignments.flatMap(({ from, task }) => {
    if (from === undefined) return [];
    const unreached = { team, from, person, taskName: task.name, ...(word !== undefined && { word }) };
    return [newEvent("assignment.unreached", unreached)];
  });
}
