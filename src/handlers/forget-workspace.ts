import { installationOf, organizationOf } from "../domain/notifications/delivery-sender.ts";
import type { EventHappened } from "./shared/handler.ts";
import type { UseCases } from "./shared/use-cases.ts";

type Forgets = Pick<UseCases, "installation" | "leaveTeam" | "log">;

/** The app was taken out of a workspace, or of an organization: what was kept for it is deleted. */
export async function forgetWorkspace(
  { installation, leaveTeam, log }: Forgets,
  { body }: Pick<EventHappened, "body">,
): Promise<void> {
  const team = organizationOf({ ...body }) ?? installationOf({ ...body }) ?? installation.team;
  await leave({ leaveTeam, log }, team, body.event_time);
}

/** An organization has taken the app out of some of its workspaces. */
export async function leaveWorkspaces(useCases: Forgets, { event, body }: EventHappened): Promise<void> {
  if (event.type !== "team_access_revoked") return;
  for (const team of event.team_ids) await leave(useCases, team, body.event_time);
}

/** `at`: in seconds since 1970, as Slack tells it. */
async function leave({ leaveTeam, log }: Pick<Forgets, "leaveTeam" | "log">, team: string, at: number): Promise<void> {
  const outcome = await leaveTeam(team, new Date(at * 1000));
  if (outcome === "left") log.info({ team }, "all that was kept for a workspace is deleted");
  else log.info({ team }, "an event of before the app was installed again changes nothing");
}

/** People's own tokens come and go; without the bot's nothing can be done any more. */
export async function noteRevoked(useCases: Forgets, delivery: EventHappened): Promise<void> {
  const { event } = delivery;
  if (event.type === "tokens_revoked" && event.tokens.bot && event.tokens.bot.length > 0)
    await forgetWorkspace(useCases, delivery);
}
