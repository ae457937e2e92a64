import type { AnyBlock, HomeView, KnownBlock, LinkUnfurls, View, WebClient } from "@slack/web-api";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import { callSlack } from "./call-slack.ts";
import { createFinder, type Mark, toMetadata } from "./find-posted.ts";

type Message = { readonly text: string; readonly blocks: readonly AnyBlock[] };

/** What Slack says of a view that is not open any more. */
const CLOSED = ["not_found", "view_not_found"];

/** Sends and edits messages and views. One attempt each; rejects with `DeliveryError`. */
export function createMessenger(client: WebClient) {
  const finder = createFinder(client);

  return {
    findPosted: finder.find,

    /** Posts to a person (by user id, which opens their direct message by itself) or to a channel. With a mark it is found again. */
    async post(
      channel: string,
      message: Message,
      options: { mark?: Mark; threadTs?: string } = {},
    ): Promise<{ channel: string; ts: string }> {
      const answer = await callSlack(() =>
        client.chat.postMessage({
          channel,
          ...toContent(message),
          ...(options.mark && { metadata: toMetadata(options.mark) }),
          // Addresses in a task's instructions are for the reader to open, not for Slack to draw.
          unfurl_links: false,
          unfurl_media: false,
          ...(options.threadTs !== undefined && { thread_ts: options.threadTs }),
        }),
      );
      // The direct message's own id: chat.update takes no user id.
      if (answer.channel === undefined || answer.ts === undefined) {
        throw new DeliveryError("unavailable", "unreadable_answer");
      }
      finder.note(channel, answer.channel);
      return { channel: answer.channel, ts: answer.ts };
    },

    async update(channel: string, ts: string, message: Message): Promise<void> {
      await callSlack(() => client.chat.update({ channel, ts, ...toContent(message) }));
    },

    /** Attaches blocks to somebody's message, by the links in it; a second time replaces them. */
    async unfurl(channel: string, ts: string, unfurls: Readonly<Record<string, readonly KnownBlock[]>>): Promise<void> {
      const attached: LinkUnfurls = {};
      for (const [url, blocks] of Object.entries(unfurls)) attached[url] = { blocks: [...blocks] };
      await callSlack(() => client.chat.unfurl({ channel, ts, unfurls: attached }));
    },

    /** Replaces somebody's App Home. */
    async publishHome(person: string, view: HomeView): Promise<void> {
      await callSlack(() => client.views.publish({ user_id: person, view }));
    },

    /** Updates an open view; false when it is no longer open. */
    async updateView(viewId: string, view: View): Promise<boolean> {
      try {
        await callSlack(() => client.views.update({ view_id: viewId, view }));
        return true;
      } catch (error) {
        if (error instanceof DeliveryError && CLOSED.includes(error.slackError)) return false;
        throw error;
      }
    },
  };
}

const toContent = ({ text, blocks }: Message) => ({ text, blocks: [...blocks] });
