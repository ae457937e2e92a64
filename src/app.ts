import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { checkConnection } from "./api/check-connection.ts";
import { createKeyOwner } from "./api/create-key-owner.ts";
import { createTasksApi } from "./api/create-tasks-api.ts";
import type { Config } from "./config.ts";
import { listSecrets } from "./config.ts";
import type { Log } from "./domain/log.ts";
import { CLARIFAI_DOMAINS, type TaskSite } from "./domain/task-link.ts";
import { createFormUpdates } from "./handlers/form-updates.ts";
import { registerHandlers } from "./handlers/index.ts";
import { createLog } from "./log.ts";
import { placeOfDigest, whenDigestBuried, withCourtesy } from "./notifications/courtesy.ts";
import { createDeliver, placeOf } from "./notifications/deliver.ts";
import { createCardDelivery } from "./notifications/deliver-cards.ts";
import { createChangeDelivery, placeOfChange } from "./notifications/deliver-changes.ts";
import { createDispatcher } from "./notifications/dispatcher.ts";
import { withHomeUpdates } from "./notifications/home-updates.ts";
import type { FindName } from "./notifications/ports.ts";
import { withSourceAnswers } from "./notifications/source-answer.ts";
import { createBolt } from "./receiver.ts";
import { type Accounts, createClarifaiAccounts, createLocalAccounts } from "./services/accounts.ts";
import { createAppHomes } from "./services/app-home.ts";
import { createCardSharing } from "./services/card-sharing.ts";
import { createChangeSettling } from "./services/change-settling.ts";
import { createCharts } from "./services/charts.ts";
import { createConceptNames } from "./services/concept-names.ts";
import { createDeletionRunner } from "./services/delete-submission.ts";
import { createDuplicateRemoval } from "./services/duplicate-removal.ts";
import { createEditRunner } from "./services/edit-submission.ts";
import { createFormReader } from "./services/form-reader.ts";
import { createInputCounts } from "./services/input-counts.ts";
import { createLinks } from "./services/links.ts";
import type { TasksGateway } from "./services/ports.ts";
import { createRights } from "./services/rights.ts";
import { createSettings } from "./services/settings.ts";
import { createStatusRunner } from "./services/status-submission.ts";
import { createSubmissions, type Submissions } from "./services/submissions.ts";
import { createTaskCards } from "./services/task-cards.ts";
import { createTaskChanges } from "./services/task-changes.ts";
import { createTaskCreation } from "./services/task-creation.ts";
import { createTaskFinder } from "./services/task-finder.ts";
import { createTaskForms } from "./services/task-forms.ts";
import { createIndexedTasks } from "./services/task-index.ts";
import { createTaskIndexFilling } from "./services/task-index-filling.ts";
import { createTaskLists } from "./services/task-lists.ts";
import { identifyBot } from "./slack/bot.ts";
import { createSlackClients } from "./slack/clients.ts";
import { createMessenger } from "./slack/messenger.ts";
import { createPeopleDirectory } from "./slack/people.ts";
import { createSlackLogger } from "./slack-log.ts";
import { createStore, type Store } from "./store/store.ts";
import { createTasksService, type TasksService } from "./tasks-service/create-tasks-service.ts";

/** The one user of the local tasks service who owns every workspace's app. */
export const LOCAL_OWNER = "labeldesk";

/** How often promises of processes that died, and unanswered requests, are looked for. */
const CARETAKER_MS = 10_000;
const SWEEP_MS = 3_600_000;
/** Slack delivers an event again for up to six minutes (docs.slack.dev/apis/events-api); with room for a late one. */
const DELIVERY_KEPT_MS = 3_600_000;
/** Names and e-mails change seldom. */
const PEOPLE_TTL_MS = 300_000;

export type AppOverrides = {
  readonly log?: Log;
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** A local tasks service that somebody else has made (and closes), e.g. seeded with inputs. */
  readonly tasksService?: TasksService;
  /** The address to listen on; every one of the machine when absent. */
  readonly host?: string;
};

/** A running Labeldesk: `start` resolves once it answers requests, with the port it listens on. */
export type LabeldeskApp = { start(): Promise<{ port: number }>; stop(): Promise<void> };

/** Composition root: makes every part and hands each what it needs. Nothing is opened before `start`. */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<LabeldeskApp> {
  const now = overrides.now ?? (() => new Date());
  const newId = overrides.newId ?? randomUUID;
  const log = overrides.log ?? createLog({ level: config.logLevel, secrets: listSecrets(config) });
  /** What has been opened, to be closed in reverse order. */
  const closers: (() => Promise<void>)[] = [];

  async function start(): Promise<{ port: number }> {
    const store = await createStore(appDatabase(config), { now, newId });
    closers.push(() => store.close());
    const clients = createSlackClients({
      token: config.slack.botToken,
      slackApiUrl: config.slack.apiUrl,
      logger: createSlackLogger(log),
    });
    const bot = await identifyBot(clients.background);
    const people = createPeopleDirectory(clients.interactive, { now, ttlMs: PEOPLE_TTL_MS });
    const { tasks, accounts, filling } = await connectTasks(bot.team, store, people);

    const messenger = createMessenger(clients.background);
    const findName: FindName = async (person) => {
      try {
        return (await people.find(person))?.name;
      } catch (err) {
        log.warn({ err }, "a message goes out without somebody's name");
        return undefined;
      }
    };
    const settings = createSettings({ store: store.settings, people, log });
    const rights = createRights({ readSettings: settings.workspace, people, log });
    const nameConcepts = createConceptNames({ tasks, now, log });
    const taskCards = createTaskCards({ tasks, accounts, people, nameConcepts, log });
    const charts = createCharts({ log });
    const homes = createAppHomes({
      ...{ tasks, accounts, people, now, log },
      index: store.taskIndex,
      readers: store.homeReaders,
    });
    const told = createDeliver({
      messenger,
      messages: store.postedMessages,
      outbox: store.outbox,
      findName,
      timings: settings.timings,
      cards: createCardDelivery({
        messenger,
        cards: store.postedCards,
        loadCard: (team, taskId) => taskCards.load(team, taskId, { haste: "background" }),
        sendWithCharts: charts.send,
        findName,
      }),
      changes: createChangeDelivery({
        ...{ messenger, findName, now },
        messages: store.postedMessages,
        timings: settings.timings,
      }),
      now,
    });
    const courteous = withCourtesy(told.deliver, {
      ...{ messenger, findName, now },
      messages: store.postedMessages,
      held: store.heldNotices,
      timings: settings.timings,
    });
    const dispatcher = createDispatcher({
      outbox: store.outbox,
      deliver: withHomeUpdates(withSourceAnswers(courteous, { messenger, findName }), {
        ...{ messenger, now },
        loadHome: homes.reload,
        findReaders: homes.readersAmong,
      }),
      onBuried: (event) => [...told.whenBuried(event), ...whenDigestBuried(event)],
      placeOf: (event) => placeOf(event) ?? placeOfChange(event) ?? placeOfDigest(event),
      log,
      now,
    });
    const readForm = createFormReader({ accounts, tasks, nameConcepts, log });
    const settle = createChangeSettling({ journal: store.submissions, now, wake: () => dispatcher.wake(), log });
    const tools = { journal: store.submissions, tasks, accounts, rights, now, wake: () => dispatcher.wake(), log };
    const submissions = createSubmissions({
      journal: store.submissions,
      runners: {
        "create-task": createTaskCreation(tools),
        "edit-task": createEditRunner({ tasks, accounts, rights, readForm, settle, now }),
        "set-status": createStatusRunner({ tasks, accounts, rights, settle }),
        "delete-tasks": createDeletionRunner({ tasks, accounts, rights, settle }),
        "drop-duplicates": createDuplicateRemoval({ journal: store.submissions, tasks, now, log }),
      },
      now,
      log,
    });
    const cardSharing = createCardSharing({
      cards: store.postedCards,
      seen: store.seenEvents,
      outbox: store.outbox,
      site: taskSite(config, bot.team),
      wake: () => dispatcher.wake(),
    });
    const forms = createTaskForms({
      drafts: store.drafts,
      accounts,
      people,
      countInputs: createInputCounts({ tasks, now }),
      defaultReview: async (team) => (await settings.workspace(team)).review,
      log,
    });
    const changes = createTaskChanges({ tasks, accounts, rights, readForm, forms, drafts: store.drafts });
    const keyOwner = config.tasks.kind === "clarifai" ? createKeyOwner({ baseUrl: config.tasks.apiUrl }) : noKeys;
    const links = createLinks({ links: store.links, accounts, people, keyOwner });

    const { taskIndex: index, taskIndexRounds } = store;
    const finder = createTaskFinder({ index, progress: taskIndexRounds.progress, tasks, accounts, log });
    const lists = createTaskLists({ index, progress: taskIndexRounds.progress, tasks, accounts, people, log });

    const bolt = createBolt({
      config,
      bot,
      log,
      isReady: () => store.ping(),
      ...(overrides.host !== undefined && { host: overrides.host }),
    });
    const formUpdates = createFormUpdates({ log });
    registerHandlers(bolt.app, {
      forms,
      submissions,
      changes,
      links,
      rights,
      settings,
      homes,
      finder,
      lists,
      tasks,
      taskCards,
      cardSharing,
      charts,
      formUpdates,
      isFirstDelivery: (eventId) => store.seenEvents.firstSeen(`delivery:${eventId}`, DELIVERY_KEPT_MS),
      forgetTeam: async (team) => {
        // Without its token the app has nothing to do there; the index would only be filled again.
        await filling.stop();
        await store.forgetTeam(team);
      },
      newId,
      log,
    });

    filling.start();
    closers.push(() => filling.stop());
    dispatcher.start();
    closers.push(() => dispatcher.stop());
    closers.push(keepHouse(store, submissions));
    const { port } = await bolt.start();
    closers.push(() => bolt.stop());
    return { port };
  }

  /** The Tasks API: Clarifai's, or the local tasks service in this process, with an app per workspace. */
  async function connectTasks(
    team: string,
    store: Store,
    people: Parameters<typeof createClarifaiAccounts>[0]["people"],
  ): Promise<{ tasks: TasksGateway; accounts: Accounts; filling: ReturnType<typeof createTaskIndexFilling> }> {
    if (config.tasks.kind === "clarifai") {
      const { apiUrl: baseUrl, pat: key, userId, appId } = config.tasks;
      const { tasks, filling } = indexTasks(createTasksApi({ baseUrl, key, userId, appId }), {
        store,
        team,
        side: `${baseUrl}/${userId}/${appId}`,
      });
      checkConnection({ baseUrl, key, userId, appId }).then(
        () => log.info({ userId, appId }, "connected to Clarifai"),
        (err) => log.error({ err }, "Clarifai does not accept the key, the user or the app: tasks cannot be created"),
      );
      return { tasks, filling, accounts: createClarifaiAccounts({ tasks, links: store.links, people, now, log }) };
    }
    const service = overrides.tasksService ?? (await openTasksService());
    const { key } = await service.ensureOwner(LOCAL_OWNER);
    await service.ensureApp(LOCAL_OWNER, team);
    const api = createTasksApi({
      baseUrl: "http://tasks-service.local",
      key,
      userId: LOCAL_OWNER,
      appId: team,
      fetch: (input, init) => service.fetch(new Request(input, init)),
    });
    const { tasks, filling } = indexTasks(api, { store, team, side: `local/${LOCAL_OWNER}/${team}` });
    return { tasks, filling, accounts: createLocalAccounts({ tasks, people, log }) };
  }

  /** The same API with every task that passes noted in the index, and what fills the index in the background. */
  function indexTasks(api: TasksGateway, { store, team, side }: { store: Store; team: string; side: string }) {
    const { taskIndex: index, taskIndexRounds: rounds } = store;
    const tasks = createIndexedTasks({ tasks: api, index, team, log });
    closers.push(() => tasks.settle());
    return { tasks, filling: createTaskIndexFilling({ tasks: api, index, rounds, team, side, now, log }) };
  }

  async function openTasksService(): Promise<TasksService> {
    const service = await createTasksService({ database: tasksServiceDatabase(config), now, newId, log });
    closers.push(() => service.close());
    return service;
  }

  /** Regular work: what was promised and not carried out, what is in doubt, what is kept no longer. */
  function keepHouse(store: Store, submissions: Submissions): () => Promise<void> {
    let lastSweep = 0;
    let round = Promise.resolve();
    const work = async (): Promise<void> => {
      try {
        await submissions.resumeAbandoned();
        await submissions.recheckDoubtful();
        if (now().getTime() - lastSweep < SWEEP_MS) return;
        lastSweep = now().getTime();
        await store.sweep();
      } catch (err) {
        log.error({ err }, "regular work failed; it is tried again");
      }
    };
    round = work();
    const timer = setInterval(() => {
      round = round.then(work);
    }, CARETAKER_MS);
    return () => {
      clearInterval(timer);
      return round;
    };
  }

  async function stop(): Promise<void> {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  }

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

const noKeys = () => Promise.reject(new Error("the local tasks service links nobody by key"));

/** Whose tasks links on Clarifai's pages lead to. */
const taskSite = ({ tasks }: Config, team: string): TaskSite => {
  const { userId, appId } = tasks.kind === "clarifai" ? tasks : { userId: LOCAL_OWNER, appId: team };
  return { domains: CLARIFAI_DOMAINS, userId, appId };
};

const appDatabase = ({ database }: Config) =>
  database.kind === "postgres"
    ? { kind: "postgres" as const, url: database.url, schema: "labeldesk" }
    : { kind: "sqlite" as const, path: join(database.dir, "labeldesk.db") };

const tasksServiceDatabase = ({ database }: Config) =>
  database.kind === "postgres"
    ? { kind: "postgres" as const, url: database.url, schema: "tasks_service" }
    : { kind: "sqlite" as const, path: join(database.dir, "tasks-service.db") };
