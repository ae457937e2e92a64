import { z } from "zod";
import { buildInterruptedNotice } from "../views/notices.ts";
import type { Notifications } from "./shared/notification.ts";
import type { Messenger } from "./shared/ports.ts";

/** Tells people of what they have asked for and a dying process has left. */
export function createRequestNotifications({ messenger }: { messenger: Pick<Messenger, "post"> }) {
  return {
    "request.interrupted": {
      payload: z.object({ team: z.string(), person: z.string(), what: z.string() }),
      async deliver({ person, what }) {
        await messenger.post(person, buildInterruptedNotice(what));
        return [];
      },
      place: ({ person }) => person,
    },
  } satisfies Partial<Notifications>;
}
