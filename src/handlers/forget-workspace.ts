import type { EventHappened } from "./shared/handler.ts";
import type { UseCases } from "./shared/use-cases.ts";

type Forgets = Pick<UseCases, "installation" | "forgetTeam" | "log">;

/** The app was taken out of a workspace: what was kept for it is deleted. */
export async function forgetWorkspace({ installation: { team }, forgetTeam, log }: Forgets): Promise<void> {
  await forgetTeam(team);
  log.info({ team }, "all that was kept for a workspace is deleted");
}

/** People's own tokens come and go; without the bot's nothing can be done any more. */
export async function noteRevoked(useCases: Forgets, { event }: EventHappened): Promise<void> {
  if (event.type === "tokens_revoked" && event.tokens.bot && event.tokens.bot.length > 0)
    await forgetWorkspace(useCases);
}
