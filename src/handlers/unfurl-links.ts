import type { App } from "@slack/bolt";
import type { HandlerContext } from "./shared/use-cases.ts";

/** Links to tasks in people's messages become cards. What is still in the message box is not posted yet. */
export function registerUnfurlLinks(
  app: App,
  { cardSharing, installation }: Pick<HandlerContext, "cardSharing" | "installation">,
): void {
  app.event("link_shared", async ({ event, body }) => {
    if (event.source === "composer") return;
    await cardSharing.unfurl({
      eventId: body.event_id,
      team: installation.team,
      channel: event.channel,
      ts: event.message_ts,
      urls: event.links.map(({ url }) => url),
      isMember: event.is_bot_user_member,
      isExternal: body.is_ext_shared_channel === true,
    });
  });
}
