import type { App } from "@slack/bolt";
import type { HandlerContext } from "./shared/use-cases.ts";

/** The app was taken out of a workspace, or its token revoked: what was kept for it is deleted. */
export function registerForgetWorkspace(
  app: App,
  context: Pick<HandlerContext, "installation" | "forgetTeam" | "log">,
): void {
  const { team } = context.installation;
  const forget = async (): Promise<void> => {
    await context.forgetTeam(team);
    context.log.info({ team }, "all that was kept for a workspace is deleted");
  };

  app.event("app_uninstalled", forget);

  app.event("tokens_revoked", async ({ event }) => {
    // People's own tokens come and go; without the bot's nothing can be done any more.
    if (event.tokens.bot && event.tokens.bot.length > 0) await forget();
  });
}
