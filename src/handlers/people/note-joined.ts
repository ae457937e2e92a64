import type { EventHappened } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** Somebody has joined a user group, or left it. Who leaves stays on their tasks: Hand over is the lead's. */
export async function noteJoined(
  { groupJoins, installation, isFirstDelivery }: Pick<UseCases, "groupJoins" | "installation" | "isFirstDelivery">,
  { event, body }: EventHappened,
): Promise<void> {
  if (event.type !== "subteam_members_changed" || !event.added_users?.length) return;
  if (!(await isFirstDelivery(body.event_id))) return;
  await groupJoins.joined(installation.team, event.subteam_id, event.added_users, body.event_id);
}
