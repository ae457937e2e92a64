import type { App } from "@slack/bolt";
import type { HandlerContext } from "./context.ts";

/** The app was taken out of a workspace, or its token revoked: what was kept for it is deleted. */
export function registerForgetWorkspace(app: App, context: Pick<HandlerContext, "forgetTeam" | "log">): void {
  const forget = async (team: string): Promise<void> => {
    await context.forgetTeam(team);
    context.log.info({ team }, "all that was kept for a workspace is deleted");
  };

  app.event("app_uninstalled", async ({ body }) => forget(body.team_id));

  app.event("tokens_revoked", async ({ event, body }) => {
    // People's own tokens come and go; without the bot's nothing can be done any more.
    if (event.tokens.bot && event.tokens.bot.length > 0) await forget(body.team_id);
  });
}
