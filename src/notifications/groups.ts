import { z } from "zod";
import type { GroupJoined, NewEvent } from "../domain/notifications/events.ts";
import type { FindName } from "../domain/people/person.ts";
import { buildGroupJoined } from "../views/people/group-joined.ts";
import type { Notifications } from "./shared/notification.ts";
import type { Messenger } from "./shared/ports.ts";
import { Named } from "./shared/read-payloads.ts";

const Joined = z.object({
  team: z.string(),
  person: z.string(),
  task: Named,
  joined: z.string(),
  handle: z.string(),
  role: z.enum(["worker", "reviewer"]),
}) satisfies z.ZodType<GroupJoined>;

/** Asks leads whether somebody who has joined a user group comes to the task that was given to it. */
export function createGroupNotifications(deps: { messenger: Pick<Messenger, "post">; findName: FindName }) {
  const { messenger, findName } = deps;

  async function tell(joined: GroupJoined): Promise<NewEvent[]> {
    await messenger.post(joined.person, buildGroupJoined(joined, (await findName(joined.joined)) ?? "A colleague"));
    return [];
  }

  return {
    "group.joined": { payload: Joined, deliver: tell, place: ({ person }) => person },
  } satisfies Partial<Notifications>;
}
