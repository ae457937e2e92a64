import * as z from "zod";
import { type HomeChanged, type NewEvent, newEvent } from "../domain/notifications/events.ts";
import { buildAppHome } from "../views/home/app-home.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import type { LoadHome } from "./shared/ports.ts";

/** Shows App Homes anew to those who look at theirs. */
export function createHomeNotifications({ loadHome }: { loadHome: LoadHome }) {
  async function publish({ team, person }: HomeChanged, { slack }: Handed): Promise<NewEvent[]> {
    await slack.publishHome(person, buildAppHome(await loadHome(team, person)));
    return [];
  }

  return {
    "home.changed": { payload: z.object({ team: z.string(), person: z.string() }), deliver: publish },
  } satisfies Partial<Notifications>;
}

/** Due at the end of the moment: one event for all that happens to this person within it. */
export function homeChanged(
  { team, person }: HomeChanged,
  { now, momentMs }: { now: Date; momentMs: number },
): NewEvent {
  const moment = Math.floor(now.getTime() / momentMs) + 1;
  return newEvent(
    "home.changed",
    { team, person },
    { dueAt: new Date(moment * momentMs), dedupeKey: `home:${team}:${person}:${moment}` },
  );
}
