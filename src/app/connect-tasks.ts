import { checkConnection } from "../api/check-connection.ts";
import { createKeyOwner } from "../api/create-key-owner.ts";
import { createTasksApi } from "../api/create-tasks-api.ts";
import { createWorkApi } from "../api/create-work-api.ts";
import { createKeyMaker } from "../api/make-key.ts";
import type { Log } from "../domain/log.ts";
import { isGuest } from "../domain/people/person.ts";
import type { RequestScope } from "../domain/request-scope.ts";
import { type TaskSite, taskPage } from "../domain/task-link.ts";
import type { Watch } from "../domain/watch.ts";
import { createClarifaiHands } from "../services/labeling/clarifai-hands.ts";
import { createLocalHands, type Hands } from "../services/labeling/hands.ts";
import { createSessionOutdating } from "../services/labeling/outdate-sessions.ts";
import { createTasksGone } from "../services/labeling/tasks-gone.ts";
import { createIndexedTasks, type IndexedTasks } from "../services/lists/task-index.ts";
import { type Accounts, createClarifaiAccounts, createLocalAccounts } from "../services/people/accounts.ts";
import type { OwnKeys } from "../services/people/own-keys.ts";
import type { KeyOwner, PeopleDirectory, TasksGateway } from "../services/ports.ts";
import type { Store } from "../store/store.ts";
import { LOCAL_OWNER, type LocalTasks } from "./local-tasks.ts";
import type { Times } from "./times.ts";

/** The labeling side of a workspace. */
export type TasksSide = Pick<IndexedTasks, "tasks" | "index"> & {
  readonly accounts: Accounts;
  readonly keyOwner: KeyOwner;
  readonly hands: Hands;
  /** Whose tasks links on Clarifai's pages lead to. */
  readonly site: TaskSite;
  /** Where a task is labeled and reviewed without this app; absent where it is nowhere else. */
  readonly pageOf?: (taskId: string) => string;
  /** What the index is filled from: the API itself, and which app of which API it is. */
  readonly listing: { readonly api: Pick<TasksGateway, "listTasks">; readonly side: string };
  close(): Promise<void>;
};

/** Which labeling side a workspace works on: Clarifai, as the user whose key it is, or the local tasks service. */
export type TasksChoice =
  | { readonly kind: "local" }
  | {
      readonly kind: "clarifai";
      readonly apiUrl: string;
      readonly pat: string;
      readonly userId: string;
      readonly appId: string;
    };

type Deps = {
  readonly choice: TasksChoice;
  readonly team: string;
  readonly store: Store;
  readonly people: PeopleDirectory;
  readonly ownKeys: OwnKeys;
  readonly localTasks: () => Promise<LocalTasks>;
  readonly times: Pick<Times, "tasksApi">;
  readonly now: () => Date;
  readonly requestScope: RequestScope;
  readonly watch: Watch;
  readonly log: Log;
};

/** The Tasks API: Clarifai's, or the local tasks service in this process, with an app per workspace. */
export const connectTasks = (deps: Deps): Promise<TasksSide> =>
  deps.choice.kind === "clarifai" ? connectClarifai(deps.choice, deps) : connectLocal(deps);

async function connectClarifai(
  { apiUrl: baseUrl, pat: key, userId, appId }: Extract<TasksChoice, { kind: "clarifai" }>,
  deps: Deps,
): Promise<TasksSide> {
  const { store, people, ownKeys, times, now, requestScope, watch, log } = deps;
  const telling = { requestScope, watch };
  const api = createTasksApi({ baseUrl, key, userId, appId, limits: times.tasksApi, ...telling });
  const { tasks, index, settle } = indexTasks(api, deps);
  // The start does not wait for it: Slack is to be answered also while the other side is away.
  checkConnection({ baseUrl, key, userId, appId, ...telling }).then(
    () => log.info({ userId, appId }, "connected to Clarifai"),
    (err) => log.error({ err }, "Clarifai does not accept the key, the user or the app: tasks cannot be created"),
  );
  const accounts = createClarifaiAccounts({ tasks, links: store.links, people, now, log });
  const site: TaskSite = { userId, appId };
  return {
    tasks,
    index,
    listing: { api, side: `${baseUrl}/${userId}/${appId}` },
    accounts,
    keyOwner: createKeyOwner({ baseUrl, ...telling }),
    hands: createClarifaiHands({
      ownKeys,
      accounts,
      isGuest: async (person) => isGuest(await people.findSurely(person)),
      connect: ({ account, key: own }) => ({
        account,
        ...createWorkApi({ baseUrl, key: own, userId, appId, limits: times.tasksApi, ...telling }),
      }),
      site,
    }),
    site,
    pageOf: (taskId) => taskPage(site, taskId),
    close: settle,
  };
}

async function connectLocal(deps: Deps): Promise<TasksSide> {
  const { team, people, localTasks, times, now, requestScope, watch, log } = deps;
  const { service, key } = await localTasks();
  await service.ensureApp(LOCAL_OWNER, team);
  const options = {
    baseUrl: "http://tasks-service.local",
    key,
    userId: LOCAL_OWNER,
    appId: team,
    limits: times.tasksApi,
    requestScope,
    watch,
    fetch: (...[input, init]: Parameters<typeof fetch>) => service.fetch(new Request(input, init)),
  };
  const api = createTasksApi(options);
  const { tasks, index, settle } = indexTasks(api, deps);
  return {
    tasks,
    index,
    listing: { api, side: `local/${LOCAL_OWNER}/${team}` },
    accounts: createLocalAccounts({ tasks, people, log }),
    keyOwner: () => Promise.reject(new Error("the local tasks service links nobody by key")),
    hands: createLocalHands({
      makeKey: createKeyMaker(options),
      connect: (account, key) => ({ account, ...createWorkApi({ ...options, key }) }),
      now,
    }),
    site: { userId: LOCAL_OWNER, appId: team },
    close: settle,
  };
}

/** The same API with every task that passes noted in the index. */
function indexTasks(api: TasksGateway, { team, store, log }: Deps): IndexedTasks {
  const { taskIndex: index, uploadedPictures: kept, outbox } = store;
  const forgetPictures = createTasksGone({ kept, outbox, team });
  const changes = createSessionOutdating({ store: store.labeling, team });
  const onGone = async (ids: readonly string[]): Promise<void> => {
    await forgetPictures(ids);
    await changes.gone(ids);
  };
  return createIndexedTasks({ tasks: api, index, team, onGone, onChanged: changes.changed, log });
}
