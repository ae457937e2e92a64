import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import { callSlack } from "./call-slack.ts";

/** Slack's words for a token that has ended, or has no access to the workspace any more (docs.slack.dev/reference/methods/auth.test, users.list). */
const ENDED = [
  ...["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"],
  "team_access_not_granted",
];

/**
 * Whether Slack takes a client's token; "unclear" where it does not say. `team`: a workspace of the organization whose token it is, which
 * may have lost the app while the organization has it.
 */
export async function askStanding(
  client: WebClient,
  { team }: { team?: string | undefined },
): Promise<"installed" | "gone" | "unclear"> {
  try {
    await callSlack(() => client.auth.test());
    if (team !== undefined) await callSlack(() => client.users.list({ team_id: team, limit: 1 }));
    return "installed";
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return ENDED.includes(error.slackError) ? "gone" : "unclear";
  }
}
