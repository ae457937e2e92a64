import type { Logger, WebClient } from "@slack/web-api";
import type { Watch } from "../domain/watch.ts";
import { DirectClient } from "./direct-client.ts";
import { createSlackFetch } from "./slack-fetch.ts";

/** A person waits, and a `trigger_id` lives for 3 s. */
const INTERACTIVE_TIMEOUT_MS = 2_500;
const BACKGROUND_TIMEOUT_MS = 10_000;

export type SlackClients = {
  /** For what a person waits for: one attempt, 2.5 s. */
  readonly interactive: WebClient;
  /** For the outbox, which does the retrying itself: one attempt, 10 s. */
  readonly background: WebClient;
};

/**
 * The clients through which everything is called on Slack. WebClient's own default is ten retries in about thirty minutes,
 * and on a 429 it holds its whole queue until `Retry-After` is over; here neither happens: a call fails, and says why.
 */
export function createSlackClients(options: {
  token: string;
  slackApiUrl: string;
  logger: Logger;
  watch?: Watch;
  /** The workspace that is meant, where the token is of an organization and could mean any of its workspaces. */
  teamId?: string;
}): SlackClients {
  const { token, slackApiUrl, logger, watch, teamId } = options;
  const clientOf = (timeoutMs: number) =>
    new DirectClient(token, {
      slackApiUrl,
      logger,
      fetch: createSlackFetch({ slackApiUrl, timeoutMs, watch }),
      ...(teamId !== undefined && { teamId }),
    });
  return { interactive: clientOf(INTERACTIVE_TIMEOUT_MS), background: clientOf(BACKGROUND_TIMEOUT_MS) };
}
