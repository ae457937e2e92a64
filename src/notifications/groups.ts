import * as z from "zod";
import { type GroupGrown, type GroupJoined, type NewEvent, newEvent } from "../domain/notifications/events.ts";
import { isOpen } from "../domain/own-part.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import type { Asked } from "../views/asked.ts";
import { askGroupJoined, buildGroupJoined } from "../views/people/group-joined.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import { cardOrWait, orWait } from "./shared/or-wait.ts";
import type { FindOffers, LoadCard } from "./shared/ports.ts";
import { Named } from "./shared/read-payloads.ts";

const Grown = z.object({
  team: z.string(),
  person: z.string(),
  taskId: z.string(),
  group: z.string(),
  people: z.array(z.string()),
  news: z.string(),
}) satisfies z.ZodType<GroupGrown>;
const Joined = z.object({
  team: z.string(),
  person: z.string(),
  task: Named,
  joined: z.string(),
  handle: z.string(),
  role: z.enum(["worker", "reviewer"]),
  isReleased: z.boolean().exactOptional(),
}) satisfies z.ZodType<GroupJoined>;

/** Asks leads whether somebody who has joined a user group comes to the task that was given to it. */
export function createGroupNotifications(deps: {
  courtesy: Pick<Courtesy, "putOff">;
  loadCard: LoadCard;
  findOffers: FindOffers;
  findName: FindName;
}) {
  const { courtesy, loadCard, findOffers, findName } = deps;
  const nameOf = nameOrColleague(findName, "A colleague");

  async function offer(grown: GroupGrown): Promise<NewEvent[]> {
    const offers = await orWait(findOffers(grown), "nobody knows who of a user group is on a task");
    return offers.map((joined) => {
      const dedupeKey = `group:${grown.news}:${joined.task.id}:${joined.role}:${joined.joined}`;
      return newEvent("group.joined", joined, { dedupeKey });
    });
  }

  /** Whether it is still to be asked: of what was put off, somebody may have brought them to the task, or closed it. */
  async function isStillAsked({ team, task, joined, role, isReleased }: GroupJoined): Promise<boolean> {
    if (!isReleased) return true;
    const card = await cardOrWait(loadCard(team, task.id, joined), "no question");
    if (!card || !isOpen(card.task)) return false;
    return (role === "worker" ? card.own?.work : card.own?.review) === undefined;
  }

  async function tell(joined: GroupJoined, { slack }: Handed): Promise<NewEvent[]> {
    if (await isStillAsked(joined))
      await slack.post(joined.person, buildGroupJoined(joined, await nameOf(joined.joined)));
    return [];
  }

  async function list(joined: GroupJoined): Promise<Asked | undefined> {
    const isAsked = await isStillAsked({ ...joined, isReleased: true });
    return isAsked ? askGroupJoined(joined, await nameOf(joined.joined)) : undefined;
  }

  return {
    "group.grown": { payload: Grown, deliver: offer },
    "group.joined": {
      payload: Joined,
      deliver: tell,
      place: ({ person }) => person,
      waits: (joined) => courtesy.putOff("group.joined", joined),
      listed: list,
    },
  } satisfies Partial<Notifications>;
}
