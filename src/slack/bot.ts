import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Installation } from "../domain/notifications/delivery-sender.ts";

/** Whose token it is, and for which workspace or organization. */
export type Bot = Installation & { readonly botId?: string; readonly userId?: string };

/** Asks Slack whose token this is (`auth.test`). Rejects, with what to do, when Slack does not take it or does not answer. */
export async function identifyBot(client: WebClient): Promise<Bot> {
  const answer = await client.auth.test().catch((cause: unknown) => {
    throw new Error(explain(cause), { cause });
  });
  const { team_id: team, bot_id: botId, user_id: userId } = answer;
  if (!team) throw new Error("Slack does not say which workspace SLACK_BOT_TOKEN is for: check SLACK_API_URL.");
  const enterprise = answer.is_enterprise_install ? answer.enterprise_id : undefined;
  return { team, ...(enterprise && { enterprise }), ...(botId && { botId }), ...(userId && { userId }) };
}

function explain(cause: unknown): string {
  if (cause instanceof WebAPIPlatformError) {
    return `Slack does not accept SLACK_BOT_TOKEN (${cause.data.error}): copy the Bot User OAuth Token again (OAuth & Permissions).`;
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `Slack does not answer (${reason}): check the network and SLACK_API_URL.`;
}
