import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { type TaskSite, taskIdInLink } from "../../domain/task-link.ts";
import type { PostedCardStore, SeenEvents } from "../ports.ts";

/** Slack delivers an event again up to minutes later, to any replica (docs.slack.dev/apis/events-api, "Retries"). */
const EVENT_KEPT_MS = 60 * 60 * 1000;
/** The same task is not shown twice in a channel within this time. */
const UNFURL_EVERY_MS = 30 * 60 * 1000;
/** Two presses within this time are one wish. */
const SHARE_AGAIN_AFTER_MS = 60_000;
/** Slack unfurls five links of a message itself. */
const MAX_UNFURLS = 5;

/** A message with links to this app's domains, as Slack tells of it (`link_shared`). */
export type SharedLinks = {
  readonly eventId: string;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly urls: readonly string[];
  /** Whether the app is in the channel. */
  readonly isMember: boolean;
  /** Whether people of other organizations read the channel: they may not see this workspace's tasks. */
  readonly isExternal: boolean;
};

/** A card that changes with its task, or one that stays as it was posted. */
type ShareKind = "live" | "once";
type Share = {
  readonly team: string;
  readonly person: string;
  readonly channel: string;
  readonly taskId: string;
};

const claimId = ({ team, person, channel, taskId }: Share, kind: ShareKind): string =>
  `share:${kind}:${team}:${channel}:${taskId}:${person}`;

export type CardSharing = ReturnType<typeof createCardSharing>;

/** Cards in conversations: which copies there are, and which links become one. */
export function createCardSharing(deps: {
  cards: PostedCardStore;
  seen: SeenEvents;
  outbox: { add(events: readonly NewEvent[]): Promise<void> };
  site: TaskSite;
  /** Told after events were written, so that they are sent at once. */
  wake: () => void;
}) {
  const { cards, seen, outbox, site, wake } = deps;

  /** Remembers a copy that was posted, so that it is kept up to date. */
  const remember = (copy: { team: string; taskId: string; channel: string; ts: string }): Promise<void> =>
    cards.save(copy);

  /** Takes it on oneself to post a card; false for whoever has within the last minute, or is about to. */
  const claim = (share: Share, kind: ShareKind): Promise<boolean> =>
    seen.firstSeen(claimId(share, kind), SHARE_AGAIN_AFTER_MS);

  /** Nothing came of a claim. */
  const release = (share: Share, kind: ShareKind): Promise<void> => seen.forget(claimId(share, kind));

  /** Links to tasks of this workspace's own app become cards; each task once in half an hour and channel. */
  async function unfurl(shared: SharedLinks): Promise<void> {
    if (!shared.isMember || shared.isExternal) return;
    const links = new Map<string, string>();
    for (const url of shared.urls) {
      const taskId = taskIdInLink(url, site);
      if (taskId !== undefined && !links.has(taskId)) links.set(taskId, url);
    }
    if (links.size === 0 || !(await seen.firstSeen(`event:${shared.eventId}`, EVENT_KEPT_MS))) return;
    const { team, channel, ts } = shared;
    const events: NewEvent[] = [];
    for (const [taskId, url] of [...links].slice(0, MAX_UNFURLS)) {
      if (!(await seen.firstSeen(`unfurl:${team}:${channel}:${taskId}`, UNFURL_EVERY_MS))) continue;
      events.push(newEvent("card.unfurl", { team, taskId, channel, ts, url }));
    }
    if (events.length === 0) return;
    await outbox.add(events);
    wake();
  }

  return { remember, claim, release, unfurl };
}
