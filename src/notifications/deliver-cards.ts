import type { CardRefresh, CardsRefresh, CardUnfurl } from "../domain/card-events.ts";
import { DeliveryError } from "../domain/delivery-error.ts";
import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { FindName } from "../domain/person.ts";
import type { PostedCard } from "../domain/posted-card.ts";
import type { TaskCard } from "../domain/task-card.ts";
import { buildCard, buildGoneCard, buildUnfurl, type CardMessage } from "../views/task-card.ts";
import type { LoadCard, Messenger, PostedCardStore, SendWithCharts } from "./ports.ts";

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

type CardEvent = Pick<OutboxEvent, "payload"> & { readonly kind: "cards.refresh" | "card.refresh" | "card.unfurl" };

export type CardDelivery = ReturnType<typeof createCardDelivery>;

/** Keeps the cards in conversations as their tasks are: `cards.refresh`, `card.refresh`, `card.unfurl`. */
export function createCardDelivery(deps: {
  messenger: Pick<Messenger, "update" | "unfurl">;
  cards: PostedCardStore;
  loadCard: LoadCard;
  sendWithCharts: SendWithCharts;
  findName: FindName;
}) {
  const { messenger, cards, loadCard, sendWithCharts, findName } = deps;

  /** One event for each copy, so that one that cannot be edited holds up no other. */
  async function refreshAll({ team, taskId, gone }: CardsRefresh): Promise<NewEvent[]> {
    const copies = await cards.listForTask(team, taskId);
    return copies.map(({ channel, ts }) => {
      const payload: CardRefresh = { team, taskId, channel, ts, ...(gone && { gone }) };
      return { kind: "card.refresh", payload: { ...payload, ...(gone && { gone: { ...gone } }) } };
    });
  }

  async function refresh({ team, taskId, channel, ts, gone }: CardRefresh): Promise<NewEvent[]> {
    const copy = (await cards.listForTask(team, taskId)).find((each) => each.channel === channel && each.ts === ts);
    if (!copy) return [];
    const card = gone ? undefined : await load(team, taskId);
    const byName = gone && ((await findName(gone.by)) ?? "a colleague");
    const goneCard = gone && byName ? buildGoneCard({ ...gone, byName }) : buildGoneCard();
    try {
      if (copy.url !== undefined) {
        await messenger.unfurl(channel, ts, { [copy.url]: card ? buildUnfurl(card) : goneCard.blocks });
      } else {
        await update(copy, card ? buildCard(card, "shared") : goneCard);
      }
    } catch (error) {
      if (!isLost(error)) throw error;
      await cards.remove(copy);
      return [];
    }
    if (!card) await cards.remove(copy);
    return [];
  }

  const update = ({ team, channel, ts }: PostedCard, { text, blocks }: CardMessage): Promise<void> =>
    sendWithCharts(team, blocks, (sent) => messenger.update(channel, ts, { text, blocks: sent }), isInvalidBlocks);

  /** Nothing is attached for a task that does not exist: the link stays as it was written. */
  async function unfurl({ team, taskId, channel, ts, url }: CardUnfurl): Promise<NewEvent[]> {
    const card = await load(team, taskId);
    if (!card) return [];
    try {
      await messenger.unfurl(channel, ts, { [url]: buildUnfurl(card) });
    } catch (error) {
      if (!isLost(error)) throw error;
      return [];
    }
    await cards.save({ team, taskId, channel, ts, url });
    return [];
  }

  /** Undefined for a task that is gone. When the other side does not answer, the event comes again later. */
  async function load(team: string, taskId: string): Promise<TaskCard | undefined> {
    const loaded = await loadCard(team, taskId);
    if (loaded.kind === "unavailable") throw new DeliveryError("unavailable", `no card: ${loaded.reason}`);
    return loaded.kind === "card" ? loaded.card : undefined;
  }

  function deliver({ kind, payload }: CardEvent): Promise<NewEvent[]> {
    switch (kind) {
      case "cards.refresh":
        return refreshAll(payload as unknown as CardsRefresh);
      case "card.refresh":
        return refresh(payload as unknown as CardRefresh);
      case "card.unfurl":
        return unfurl(payload as unknown as CardUnfurl);
    }
  }

  return { deliver };
}

const isLost = (error: unknown): boolean => error instanceof DeliveryError && LOST_COPY.includes(error.slackError);
const isInvalidBlocks = (error: unknown): boolean =>
  error instanceof DeliveryError && error.slackError === "invalid_blocks";
