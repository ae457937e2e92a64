import { z } from "zod";
import { type HomeChanged, type NewEvent, newEvent } from "../domain/events.ts";
import { buildAppHome } from "../views/app-home.ts";
import type { Notifications } from "./notification.ts";
import type { LoadHome, Messenger } from "./ports.ts";

/** What changes together is shown together; views.publish allows 100 calls a minute. */
const TOGETHER_MS = 2_000;

/** Shows App Homes anew to those who look at theirs. */
export function createHomeNotifications({
  messenger,
  loadHome,
}: {
  messenger: Pick<Messenger, "publishHome">;
  loadHome: LoadHome;
}) {
  async function publish({ team, person }: HomeChanged): Promise<NewEvent[]> {
    await messenger.publishHome(person, buildAppHome(await loadHome(team, person)));
    return [];
  }

  return {
    "home.changed": { payload: z.object({ team: z.string(), person: z.string() }), deliver: publish },
  } satisfies Partial<Notifications>;
}

/** Due at the end of the moment: one event for all that happens to this person within it. */
export function homeChanged({ team, person }: HomeChanged, now: Date): NewEvent {
  const moment = Math.floor(now.getTime() / TOGETHER_MS) + 1;
  return newEvent(
    "home.changed",
    { team, person },
    { dueAt: new Date(moment * TOGETHER_MS), dedupeKey: `home:${team}:${person}:${moment}` },
  );
}
