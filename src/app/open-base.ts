import { createOwnKeys, type OwnKeys } from "../services/people/own-keys.ts";
import type { Bot } from "../slack/bot.ts";
import { createChannels } from "../slack/channels.ts";
import { createSlackClients, type SlackClients } from "../slack/clients.ts";
import { createPeopleDirectory } from "../slack/people.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import { createUserGroups } from "../slack/user-groups.ts";
import { connectTasks, type TasksChoice, type TasksSide } from "./connect-tasks.ts";
import type { Shared } from "./open-shared.ts";

/** Names and e-mails change seldom. */
const PEOPLE_TTL_MS = 300_000;

/** A workspace in which the app is installed, and with what it works there. */
export type Seat = {
  readonly bot: Bot;
  readonly token: string;
  readonly tasks: TasksChoice;
  /** Another one for each time that it was installed. */
  readonly installation: string;
  /** With which labeling side what people ask for is begun (domain/submissions/side.ts). */
  readonly side: string;
  /** Another one when token or labeling side are others: what was opened before is to be opened anew. */
  readonly revision: string;
};

/** What all parts of one workspace stand on: what is shared, its Slack, and its labeling side. */
export type Base = Shared &
  Omit<TasksSide, "close"> & {
    readonly clients: SlackClients;
    readonly bot: Bot;
    readonly side: Seat["side"];
    readonly people: ReturnType<typeof createPeopleDirectory>;
    readonly channelsOfSlack: ReturnType<typeof createChannels>;
    readonly userGroups: ReturnType<typeof createUserGroups>;
    readonly ownKeys: OwnKeys;
  };

/** Makes what a workspace stands on, and connects its labeling side. Nothing remote is waited for. */
export async function openBase(
  shared: Shared,
  { bot, token, side, tasks }: Seat,
  onOpened: (close: () => Promise<void>) => void,
): Promise<Base> {
  const { store, sealer, slackApiUrl, localTasks, times, now, requestScope, watch, log } = shared;
  const clients = createSlackClients({
    token,
    slackApiUrl,
    logger: createSlackLogger(log),
    watch,
    ...(bot.enterprise !== undefined && { teamId: bot.team }),
  });
  const people = createPeopleDirectory(clients.interactive, { now, ttlMs: PEOPLE_TTL_MS, installation: bot });
  const channelsOfSlack = createChannels(clients.interactive, { now, log });
  const userGroups = createUserGroups(clients.interactive, { now, log });
  const ownKeys = createOwnKeys({ store: store.ownKeys, sealer, log });
  const { close, ...tasksSide } = await connectTasks({
    choice: tasks,
    team: bot.team,
    store,
    people,
    ownKeys,
    localTasks,
    times,
    now,
    requestScope,
    watch,
    log,
  });
  onOpened(close);
  return { ...shared, ...tasksSide, clients, bot, side, people, channelsOfSlack, userGroups, ownKeys };
}
