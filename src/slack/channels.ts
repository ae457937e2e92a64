import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Log } from "../domain/log.ts";
import { createAnswers } from "../domain/memory.ts";
import { toDeliveryError } from "./to-delivery-error.ts";

/** Channels are seldom connected with another organization; conversations.info takes some 50 calls a minute. */
const KEEP_MS = 60_000;
const KEEP_FAILURE_MS = 5_000;
const MOST = 500;

/** Slack's words for a channel that the app may not ask about: a private one without it, or an app without the scope. */
const NOT_TOLD: readonly unknown[] = ["missing_scope", "channel_not_found", "method_not_supported_for_channel_type"];

/** What kind of channels there are, remembered for a minute. */
export function createChannels(client: WebClient, { now, log }: { now: () => Date; log: Log }) {
  const answers = createAnswers<boolean>({ keepMs: KEEP_MS, keepFailureMs: KEEP_FAILURE_MS, most: MOST, now });

  async function ask(channel: string): Promise<boolean> {
    try {
      const answer = await client.conversations.info({ channel });
      return answer.channel?.is_ext_shared === true;
    } catch (err) {
      if (!(err instanceof WebAPIPlatformError) || !NOT_TOLD.includes(err.data.error)) throw toDeliveryError(err);
      log.warn({ err, channel }, "Slack does not say who reads a channel: it is taken for one of this workspace alone");
      return false;
    }
  }

  return {
    /**
     * Whether people of other organizations read the channel (Slack Connect), as far as the app may know: false where it may not ask.
     * Rejects with `DeliveryError` when Slack does not answer.
     */
    isExternal: (channel: string): Promise<boolean> => answers.ask(channel, () => ask(channel)),
  };
}
