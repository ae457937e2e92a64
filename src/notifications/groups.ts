import * as z from "zod";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import { type GroupGrown, type GroupJoined, type NewEvent, newEvent } from "../domain/notifications/events.ts";
import { isOpen } from "../domain/own-part.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { Asked } from "../views/asked.ts";
import { askGroupJoined, buildGroupJoined } from "../views/people/group-joined.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
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

/** A key that may not look, which is no outage: the event fails for its own sake, and is given up in the end. */
const isLasting = (error: unknown): boolean => error instanceof TasksApiError && error.code === "forbidden";

/** Asks leads whether somebody who has joined a user group comes to the task that was given to it. */
export function createGroupNotifications(deps: {
  courtesy: Pick<Courtesy, "putOff">;
  loadCard: LoadCard;
  findOffers: FindOffers;
  findName: FindName;
}) {
  const { courtesy, loadCard, findOffers, findName } = deps;
  const nameOf = nameOrColleague(findName, "A colleague");

  /** While neither side says who of them is on the task, it waits, as a message does for Slack. */
  async function offer(grown: GroupGrown): Promise<NewEvent[]> {
    try {
      const offers = await findOffers(grown);
      return offers.map((joined) => {
        const dedupeKey = `group:${grown.news}:${joined.task.id}:${joined.role}:${joined.joined}`;
        return newEvent("group.joined", joined, { dedupeKey });
      });
    } catch (cause) {
      if (isLasting(cause)) throw cause;
      throw new DeliveryError("unavailable", "nobody knows who of a user group is on a task", undefined, { cause });
    }
  }

  /** Whether it is still to be asked: of what was put off, somebody may have brought them to the task, or closed it. */
  async function isStillAsked({ team, task, joined, role, isReleased }: GroupJoined): Promise<boolean> {
    if (!isReleased) return true;
    const loaded = await loadCard(team, task.id, joined);
    if (loaded.kind === "unavailable") throw new DeliveryError("unavailable", `no question: ${loaded.reason}`);
    if (loaded.kind !== "card" || !isOpen(loaded.card.task)) return false;
    const { own } = loaded.card;
    return (role === "worker" ? own?.work : own?.review) === undefined;
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
