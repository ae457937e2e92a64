import type { WebClient } from "@slack/web-api";
import { DeliveryError, type DeliveryFault } from "../domain/notifications/delivery-error.ts";
import { callSlack } from "./call-slack.ts";

/** By what a message is found again: the event that it tells of, and which of the event's messages it is. */
export type Mark = { readonly event: string; readonly part: number };

export type Found =
  | { readonly kind: "found"; readonly channel: string; readonly ts: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly why: string };

/** The name under which marks stand in a message's metadata. */
const EVENT_TYPE = "labeldesk_event";

/** What goes with a message so that it is found again (docs.slack.dev/messaging/message-metadata). People do not see it. */
export const toMetadata = ({ event, part }: Mark) => ({ event_type: EVENT_TYPE, event_payload: { event, part } });

/** Slack takes more; what came since an attempt seldom fills one page. An app outside the marketplace gets 15 of them. */
const PAGE = 100;
const MOST_PAGES = 5;
/** What Slack's clock, which dates messages, and ours may differ by, where they agree; what is older than that ends a look. */
const CLOCKS_AGREE_MS = 60_000;
/** A thread is read from its oldest reply on, so there a date has to say where to begin: a day before, whatever the clocks are. */
const THREAD_READ_MS = 24 * 60 * 60 * 1000;
/** Channels of one person each are kept, so that an outage does not ask for each of them again. */
const CHANNELS_KEPT = 10_000;

/** Of these the call itself says nothing about whether the message is there, and it can be made again. */
const AGAIN: readonly DeliveryFault[] = ["unavailable", "not_allowed"];

/**
 * Looks for messages by their marks, among the newest first: what was posted in doubt is among those, also where our clock, which says
 * when that was, and Slack's differ. It takes the scopes im:write, to learn the id of a direct message whose id is not known yet, and
 * im:history; in channels, of which Labeldesk reads nothing, it would take channels:history and groups:history.
 */
export function createFinder(client: WebClient) {
  /** Each person's direct message with the app, as far as it is known. */
  const channels = new Map<string, string>();

  async function channelOf(place: string): Promise<string> {
    if (!isPerson(place)) return place;
    const known = channels.get(place);
    if (known !== undefined) return known;
    const { channel } = await callSlack(() => client.conversations.open({ users: place }));
    if (channel?.id === undefined) throw new DeliveryError("unavailable", "unreadable_answer");
    note(place, channel.id);
    return channel.id;
  }

  function note(place: string, channel: string): void {
    if (!isPerson(place)) return;
    if (channels.size >= CHANNELS_KEPT) channels.clear();
    channels.set(place, channel);
  }

  async function look(place: string, { mark, since, threadTs }: Wanted): Promise<Found> {
    const channel = await channelOf(place);
    const asked = { channel, include_all_metadata: true, limit: PAGE };
    const oldest = String((since.getTime() - THREAD_READ_MS) / 1_000);
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const more = cursor === undefined ? {} : { cursor };
      const answer = await callSlack(() =>
        threadTs === undefined
          ? client.conversations.history({ ...asked, ...more })
          : client.conversations.replies({ ...asked, ...more, ts: threadTs, oldest }),
      );
      for (const { ts, metadata } of answer.messages ?? [])
        if (ts !== undefined && isMarked(metadata, mark)) return { kind: "found", channel, ts };
      cursor = answer.response_metadata?.next_cursor || undefined;
      // A page of a conversation ends with its oldest message. The newest page is read whatever our clock says of it: Slack's dates it.
      const isBefore =
        threadTs === undefined && isOlder(answer.messages?.at(-1)?.ts, since.getTime() - CLOCKS_AGREE_MS);
      if (cursor === undefined || isBefore) return { kind: "absent" };
    }
    return { kind: "unknown", why: "too_many_messages" };
  }

  return {
    /** Where a message to a person or a channel came to stand. */
    note,

    /** "unknown" where Slack does not let us look. Rejects with `DeliveryError` while it does not answer, or takes no call of ours. */
    async find(place: string, wanted: Wanted): Promise<Found> {
      try {
        return await look(place, wanted);
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        if (AGAIN.includes(error.fault) && error.slackError !== "missing_scope") throw error;
        return { kind: "unknown", why: error.slackError };
      }
    },
  };
}

type Wanted = { readonly mark: Mark; readonly since: Date; readonly threadTs?: string };

/** `ts`: seconds since 1970, by Slack's clock. */
const isOlder = (ts: string | undefined, ms: number): boolean => ts !== undefined && Number(ts) * 1000 < ms;

const isPerson = (place: string): boolean => /^[UW]/.test(place);

function isMarked(metadata: { event_type?: string; event_payload?: object } | undefined, mark: Mark): boolean {
  if (metadata?.event_type !== EVENT_TYPE) return false;
  const { event, part } = { event: undefined, part: undefined, ...metadata.event_payload };
  return event === mark.event && part === mark.part;
}
