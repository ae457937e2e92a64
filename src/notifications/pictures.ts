import * as z from "zod";
import { newEvent } from "../domain/notifications/events.ts";
import type { Notifications } from "./shared/notification.ts";
import type { ForgetPictures } from "./shared/ports.ts";

/** files.delete takes 50 calls a minute (docs.slack.dev/reference/methods/files.delete): the next ones come after this. */
const PAUSE_MS = 30_000;

/** Deletes from Slack what shows the inputs of tasks that are gone. */
export function createPictureNotifications({
  forgetPictures,
  now,
}: {
  forgetPictures: ForgetPictures;
  now: () => Date;
}) {
  return {
    "pictures.forget": {
      payload: z.object({ team: z.string(), taskId: z.string() }),
      async deliver(task) {
        if ((await forgetPictures(task)) === "done") return [];
        return [newEvent("pictures.forget", task, { dueAt: new Date(now().getTime() + PAUSE_MS) })];
      },
    },
  } satisfies Partial<Notifications>;
}
