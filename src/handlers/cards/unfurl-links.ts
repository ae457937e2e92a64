import type { EventHappened } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** Links to tasks in people's messages become cards. What is still in the message box is not posted yet. */
export async function unfurlLinks(
  { cardSharing, installation }: Pick<UseCases, "cardSharing" | "installation">,
  { event, body }: EventHappened,
): Promise<void> {
  if (event.type !== "link_shared" || event.source === "composer") return;
  await cardSharing.unfurl({
    eventId: body.event_id,
    team: installation.team,
    channel: event.channel,
    ts: event.message_ts,
    urls: event.links.map(({ url }) => url),
    isMember: event.is_bot_user_member,
    isExternal: body.is_ext_shared_channel === true,
  });
}
