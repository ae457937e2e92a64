import * as z from "zod";
import type { TaskCard } from "../domain/cards/task-card.ts";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import {
  type CardRefresh,
  type CardsRefresh,
  type CardUnfurl,
  type NewEvent,
  newEvent,
} from "../domain/notifications/events.ts";
import { buildCard, buildGoneCard, buildUnfurl } from "../views/cards/task-card.ts";
import type { ChannelFollows } from "./channels.ts";
import type { AuthorOf } from "./shared/author-of.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import { cardOrWait } from "./shared/or-wait.ts";
import type { LoadCard, PostedCardStore } from "./shared/ports.ts";
import { Gone } from "./shared/read-payloads.ts";

/** Slack's words for a copy that can never be edited again: it was deleted, or the app was taken out of the channel. */
const LOST_COPY = [
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "is_inactive",
  "cannot_unfurl_url",
  "cannot_unfurl_message",
];

const OfTask = z.object({
  team: z.string(),
  taskId: z.string(),
  gone: Gone.exactOptional(),
});
const Copy = OfTask.extend({ channel: z.string(), ts: z.string() });
const Link = Copy.omit({ gone: true }).extend({ url: z.string() });

/** Keeps the cards in conversations as their tasks are. */
export function createCardNotifications(deps: {
  cards: PostedCardStore;
  follows: Pick<ChannelFollows, "listForTask">;
  /** Whether people of other organizations read the channel. Rejects with `DeliveryError` (domain). */
  isExternal: (channel: string) => Promise<boolean>;
  /** A task is to be looked at now. */
  noticed: (taskId: string) => void;
  loadCard: LoadCard;
  authorOf: AuthorOf;
}) {
  const { cards, follows, isExternal, noticed, loadCard, authorOf } = deps;

  /** One event for each copy, so that one that cannot be edited holds up no other. */
  async function refreshAll(changed: CardsRefresh): Promise<NewEvent[]> {
    const { team, taskId } = changed;
    const [copies, followed] = await Promise.all([cards.listForTask(team, taskId), follows.listForTask(team, taskId)]);
    // Whether it was closed is news.
    if (followed.length > 0) noticed(taskId);
    return [
      ...copies.map(({ channel, ts }) => newEvent("card.refresh", { ...changed, channel, ts })),
      ...followed.map(({ channel }) => newEvent("channel.refresh", { ...changed, channel })),
    ];
  }

  async function refresh({ team, taskId, channel, ts, gone }: CardRefresh, { slack }: Handed): Promise<NewEvent[]> {
    const copy = (await cards.listForTask(team, taskId)).find((each) => each.channel === channel && each.ts === ts);
    if (!copy) return [];
    // Connected with another organization since: there it stays as it was shared.
    if (await isExternal(channel)) {
      await cards.remove(copy);
      return [];
    }
    const card = gone ? undefined : await load(team, taskId);
    const goneCard = buildGoneCard(gone && { ...gone, author: await authorOf(gone.by) });
    try {
      if (copy.url !== undefined) {
        await slack.unfurl(channel, ts, { [copy.url]: card ? buildUnfurl(card) : goneCard.blocks });
      } else {
        await slack.update(channel, ts, card ? buildCard(card, "shared") : goneCard);
      }
    } catch (error) {
      if (!isLost(error)) throw error;
      await cards.remove(copy);
      return [];
    }
    if (!card) await cards.remove(copy);
    return [];
  }

  /** Nothing is attached for a task that does not exist, nor where another organization reads: the link stays as it was written. */
  async function unfurl({ team, taskId, channel, ts, url }: CardUnfurl, { slack }: Handed): Promise<NewEvent[]> {
    if (await isExternal(channel)) return [];
    const card = await load(team, taskId);
    if (!card) return [];
    try {
      await slack.unfurl(channel, ts, { [url]: buildUnfurl(card) });
    } catch (error) {
      if (!isLost(error)) throw error;
      return [];
    }
    await cards.save({ team, taskId, channel, ts, url });
    return [];
  }

  /** Undefined for a task that is gone. */
  const load = (team: string, taskId: string): Promise<TaskCard | undefined> =>
    cardOrWait(loadCard(team, taskId), "no card");

  return {
    "cards.refresh": { payload: OfTask, deliver: refreshAll },
    "card.refresh": { payload: Copy, deliver: refresh },
    "card.unfurl": { payload: Link, deliver: unfurl },
  } satisfies Partial<Notifications>;
}

const isLost = (error: unknown): boolean => error instanceof DeliveryError && LOST_COPY.includes(error.slackError);
