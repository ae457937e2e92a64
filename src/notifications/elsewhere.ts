import * as z from "zod";
import type { Found } from "../domain/elsewhere/found.ts";
import { type NewEvent, newEvent, type TasksMissing, type TasksMissingTold } from "../domain/notifications/events.ts";
import { buildMissingMessage } from "../views/elsewhere/missing-message.ts";
import { fanOutFound } from "./fan-out.ts";
import { Created, Deleted, Saved, StatusSetOutcome } from "./read-outcome.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import type { FindAdmins } from "./shared/ports.ts";

const FoundPayload = z
  .object({
    team: z.string(),
    change: z.string(),
    at: z.number(),
    by: z.string().exactOptional(),
    gathered: z.array(z.string()),
  })
  .and(
    z.discriminatedUnion("outcome", [
      Created.pick({ outcome: true, task: true, people: true }),
      Saved.pick({ outcome: true, task: true, parts: true, assignments: true, changes: true }).extend({
        from: z.string().exactOptional(),
      }),
      StatusSetOutcome,
      Deleted,
    ]),
  ) satisfies z.ZodType<Found>;
const Missing = z.object({ team: z.string(), count: z.number(), total: z.number() }) satisfies z.ZodType<TasksMissing>;
const MissingTold = Missing.extend({ person: z.string() }) satisfies z.ZodType<TasksMissingTold>;

/** Tells of what was done to tasks on the other side; and admins, where so much is missing that nobody else is told. */
export function createElsewhereNotifications(deps: { findAdmins: FindAdmins; otherSide: string }) {
  const { findAdmins, otherSide } = deps;

  /** One event each, so that one who cannot be reached holds up no other. */
  async function tellAdmins(missing: TasksMissing): Promise<NewEvent[]> {
    return (await findAdmins()).map((person) => newEvent("tasks.missing-told", { ...missing, person }));
  }

  async function tellAdmin({ person, ...missing }: TasksMissingTold, { slack }: Handed): Promise<NewEvent[]> {
    await slack.post(person, buildMissingMessage(missing, otherSide));
    return [];
  }

  return {
    "elsewhere.found": { payload: FoundPayload, deliver: fanOutFound, homes: concernedBy },
    "tasks.missing": { payload: Missing, deliver: tellAdmins },
    "tasks.missing-told": { payload: MissingTold, deliver: tellAdmin, place: ({ person }) => person },
  } satisfies Partial<Notifications>;
}

/** Everybody whose part of a task is another now, and whose task it is. */
function concernedBy(found: Found): string[] {
  switch (found.outcome) {
    case "created":
      return [...(found.by === undefined ? [] : [found.by]), ...found.people.map(({ person }) => person)];
    case "deleted":
      return found.people.map(({ person }) => person);
    case "status-set":
      return found.assignments.map(({ person }) => person);
    case "saved": {
      const changed = found.changes.map((change) =>
        change.kind === "removed" ? change.person : change.assignment.person,
      );
      return [
        ...(found.from === undefined ? [] : [found.from]),
        ...found.assignments.map(({ person }) => person),
        ...changed,
      ];
    }
  }
}
