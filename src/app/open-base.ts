import type { Log } from "../domain/log.ts";
import { createOwnKeys, type OwnKeys } from "../services/people/own-keys.ts";
import { type Bot, identifyBot } from "../slack/bot.ts";
import { createSlackClients, type SlackClients } from "../slack/clients.ts";
import { createPeopleDirectory } from "../slack/people.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import { createUserGroups } from "../slack/user-groups.ts";
import { createSealer } from "../store/seal.ts";
import { createStore, type Store } from "../store/store.ts";
import type { TasksService } from "../tasks-service/create-tasks-service.ts";
import { connectTasks, type TasksChoice, type TasksSide } from "./connect-tasks.ts";
import { type DatabaseChoice, databaseOf } from "./database-of.ts";
import type { Times } from "./times.ts";

/** Names and e-mails change seldom. */
const PEOPLE_TTL_MS = 300_000;

/** What every part is made with. */
export type Tools = {
  readonly times: Times;
  readonly now: () => Date;
  /** A new UUID. */
  readonly newId: () => string;
  readonly log: Log;
};

/** What all parts stand on: the app's own state, Slack, and the labeling side of the workspace. */
export type Base = Tools &
  Omit<TasksSide, "close"> & {
    readonly store: Store;
    readonly clients: SlackClients;
    readonly bot: Bot;
    readonly people: ReturnType<typeof createPeopleDirectory>;
    readonly userGroups: ReturnType<typeof createUserGroups>;
    readonly ownKeys: OwnKeys;
  };

type Needs = Tools & {
  readonly slack: { readonly botToken: string; readonly apiUrl: string };
  readonly tasks: TasksChoice;
  readonly database: DatabaseChoice;
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]] | undefined;
  readonly tasksService: TasksService | undefined;
  /** Takes what closes each thing as soon as it is open. */
  readonly onOpened: (close: () => Promise<void>) => void;
};

/** Opens the database, asks Slack whose token it is, and connects the labeling side. Rejects when one of them cannot be. */
export async function openBase(needs: Needs): Promise<Base> {
  const { slack, database, encryptionKeys, onOpened, times, now, newId, log } = needs;
  const store = await createStore(databaseOf(database, { schema: "labeldesk", file: "labeldesk.db" }), { now, newId });
  onOpened(() => store.close());
  const clients = createSlackClients({
    token: slack.botToken,
    slackApiUrl: slack.apiUrl,
    logger: createSlackLogger(log),
  });
  const bot = await identifyBot(clients.background);
  const people = createPeopleDirectory(clients.interactive, { now, ttlMs: PEOPLE_TTL_MS, installation: bot });
  const userGroups = createUserGroups(clients.interactive, { now, log });
  const ownKeys = createOwnKeys({ store: store.ownKeys, sealer: encryptionKeys && createSealer(encryptionKeys), log });
  await ownKeys.sealAnew();
  const { close, ...side } = await connectTasks({
    choice: needs.tasks,
    database,
    team: bot.team,
    store,
    people,
    ownKeys,
    tasksService: needs.tasksService,
    times,
    now,
    newId,
    log,
  });
  onOpened(close);
  return { ...side, store, clients, bot, people, userGroups, ownKeys, times, now, newId, log };
}
