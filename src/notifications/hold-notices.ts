import * as z from "zod";
import { type HoldEnded, type HoldTold, type NewEvent, newEvent } from "../domain/notifications/events.ts";
import { buildHoldMessage } from "../views/notifications/hold-message.ts";
import type { Hold } from "./sender/holds.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import type { FindAdmins } from "./shared/ports.ts";

/** Replicas tell of the same hold, and a token that comes and goes of many: once an hour is enough. */
const TOLD_ONCE_IN_MS = 3_600_000;

const Ended = z.object({ team: z.string(), word: z.string(), since: z.number(), until: z.number() });

/** Tells the workspace's admins that messages had to wait, once they go out again. */
export function createHoldNotifications({ findAdmins }: { findAdmins: FindAdmins }) {
  /** One event each, so that one who cannot be reached holds up no other. */
  async function tellAdmins(ended: HoldEnded): Promise<NewEvent[]> {
    return (await findAdmins()).map((person) => newEvent("hold.told", { ...ended, person }));
  }

  async function tell({ person, ...ended }: HoldTold, { slack }: Handed): Promise<NewEvent[]> {
    await slack.post(person, buildHoldMessage(ended));
    return [];
  }

  return {
    "hold.ended": { payload: Ended, deliver: tellAdmins },
    "hold.told": { payload: Ended.extend({ person: z.string() }), deliver: tell, place: ({ person }) => person },
  } satisfies Partial<Notifications>;
}

export function holdEnded(team: string, { word, since }: Hold, now: Date): NewEvent {
  const until = now.getTime();
  const dedupeKey = `hold:${team}:${word}:${Math.floor(until / TOLD_ONCE_IN_MS)}`;
  return newEvent("hold.ended", { team, word, since: since.getTime(), until }, { dedupeKey });
}
