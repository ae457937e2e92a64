import * as z from "zod";
import { buildInterruptedNotice } from "../views/notices.ts";
import type { Notifications } from "./shared/notification.ts";

/** Tells people of what they have asked for and a dying process has left. */
export function createRequestNotifications() {
  return {
    "request.interrupted": {
      payload: z.object({ team: z.string(), person: z.string(), what: z.string() }),
      async deliver({ person, what }, { slack }) {
        await slack.post(person, buildInterruptedNotice(what));
        return [];
      },
      place: ({ person }) => person,
    },
  } satisfies Partial<Notifications>;
}
