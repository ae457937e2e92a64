import { SIDE } from "../domain/submissions/side.ts";
import type { Connected, Connections } from "../services/workspaces/connections.ts";
import type { Installations, Installed } from "../services/workspaces/installations.ts";
import type { Bot } from "../slack/bot.ts";
import { identifyBot } from "../slack/bot.ts";
import { createSlackClients } from "../slack/clients.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import type { TasksChoice } from "./connect-tasks.ts";
import type { Seat } from "./open-base.ts";
import type { Shared } from "./open-shared.ts";

/** Where the app is installed, as it is known at this moment. */
export type Seats = {
  /** They come from the configuration: one that cannot be opened is to be seen at the start. */
  readonly areFixed: boolean;
  /** Those that can be opened. */
  list(): Promise<readonly Seat[]>;
  /** Whether the app is installed there, also where that cannot be opened: nothing is deleted then. */
  has(team: string): Promise<boolean>;
  /** `org`: the organization of whose installation a delivery is. */
  find(team: string, org?: string): Promise<Seat | undefined>;
};

/** The labeling side as it is configured: `apiUrl` is where accounts are connected. */
export type ConfiguredTasks =
  | Exclude<TasksChoice, { kind: "local" }>
  | { readonly kind: "local"; readonly apiUrl: string };

/** Takes the place of a key that does not open: the other side refuses it, and says so to whoever asks. Nothing goes to another side. */
const UNREADABLE_KEY = "unreadable";

type Installation = { readonly bot: Bot; readonly token: string; readonly id: string };

type Needs = { readonly tasks: ConfiguredTasks; readonly connections: Pick<Connections, "find" | "all"> };

/** The one workspace whose bot token the configuration has. Rejects, with what to do, when Slack does not take it or does not answer. */
export async function seatsOfToken(
  token: string,
  { slackApiUrl, watch, log, ...needs }: Needs & Pick<Shared, "slackApiUrl" | "watch" | "log">,
): Promise<Seats> {
  const { background } = createSlackClients({ token, slackApiUrl, logger: createSlackLogger(log), watch });
  const installation: Installation = { bot: await identifyBot(background), token, id: "configured" };
  return {
    areFixed: true,
    list: async () => [await findSeat(installation, needs)],
    has: async (team) => team === installation.bot.team,
    find: async (team) => (team === installation.bot.team ? findSeat(installation, needs) : undefined),
  };
}

/** The workspaces that have installed the app. */
export function seatsOfInstallations(
  installations: Pick<Installations, "list" | "find" | "installedAt">,
  needs: Needs,
): Seats {
  return {
    areFixed: false,
    async list() {
      // Two queries, however many there are.
      const [installed, connected] = [await installations.list(), await needs.connections.all()];
      return installed.map((one) => seatOf(toInstallation(one), needs.tasks, connected.get(one.team)));
    },
    has: async (team) => (await installations.installedAt(team)) !== undefined,
    async find(team, org) {
      const installed = await installations.find(team, org);
      return installed && findSeat(toInstallation(installed), needs);
    },
  };
}

/** A workspace works with the account that the configuration has, else with the one that its admins have connected, else with none. */
function seatOf({ bot, token, id }: Installation, tasks: ConfiguredTasks, connected: Connected | undefined): Seat {
  const seat = { bot, token, installation: id };
  if (tasks.kind === "clarifai") return { ...seat, tasks, side: SIDE.configured(tasks), revision: id };
  if (!connected) return { ...seat, tasks, side: SIDE.local, revision: id };
  const { userId, appId, key: pat = UNREADABLE_KEY, revision } = connected;
  const account = { kind: "clarifai", apiUrl: tasks.apiUrl, pat, userId, appId } as const;
  return { ...seat, tasks: account, side: SIDE.connected(connected), revision: `${id}/${revision}` };
}

const findSeat = async (installation: Installation, { tasks, connections }: Needs): Promise<Seat> =>
  seatOf(installation, tasks, await connections.find(installation.bot.team));

const toInstallation = ({ team, org, botId, userId, token, revision }: Installed): Installation => ({
  bot: { team, ...(org && { enterprise: org }), ...(botId && { botId }), ...(userId && { userId }) },
  token,
  id: revision,
});
