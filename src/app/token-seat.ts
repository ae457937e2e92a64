import { identifyBot } from "../slack/bot.ts";
import { createSlackClients } from "../slack/clients.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import type { TasksChoice } from "./connect-tasks.ts";
import type { Seat } from "./open-base.ts";
import type { Shared } from "./open-shared.ts";
import type { Seats } from "./workspaces.ts";

/** The one workspace whose bot token the configuration has. Rejects, with what to do, when Slack does not take it or does not answer. */
export async function seatOfToken(
  { slackApiUrl, watch, log }: Pick<Shared, "slackApiUrl" | "watch" | "log">,
  { token, tasks }: { readonly token: string; readonly tasks: TasksChoice },
): Promise<Seats> {
  const { background } = createSlackClients({ token, slackApiUrl, logger: createSlackLogger(log), watch });
  const seat: Seat = { bot: await identifyBot(background), token, tasks, revision: "configured" };
  return {
    areFixed: true,
    list: async () => [seat],
    find: async (team) => (team === seat.bot.team ? seat : undefined),
  };
}
