import { checkConnection } from "../api/check-connection.ts";
import { createKeyOwner } from "../api/create-key-owner.ts";
import { createTasksApi } from "../api/create-tasks-api.ts";
import { homeChanged } from "../notifications/homes.ts";
import { createConnecting } from "../services/workspaces/connecting.ts";
import type { Connections } from "../services/workspaces/connections.ts";
import type { Base } from "./open-base.ts";
import type { ConfiguredTasks } from "./seats.ts";

/** How a workspace comes to another labeling side. */
export type Reconnecting = {
  readonly connections: Connections;
  readonly tasks: ConfiguredTasks;
  /** Ends what works in a workspace, does this, and sets it to work as it is connected then. */
  readonly exchange: (team: string, between: () => Promise<void>) => Promise<void>;
};

type Needs = Pick<Base, "store" | "bot" | "people" | "times" | "now" | "log"> & {
  readonly reconnecting: Reconnecting;
  /** Sends what people have said and decided; gives how much of it is not taken. */
  readonly sendAll: () => Promise<number>;
};

/** An admin connects the workspace with an account of its own. Keys are sent to the one address that is configured. */
export function composeConnecting({ store, bot, people, times, now, log, reconnecting, sendAll }: Needs) {
  const { connections, tasks, exchange } = reconnecting;
  const { team } = bot;
  const baseUrl = tasks.apiUrl;
  return {
    connecting: createConnecting({
      team,
      connections,
      isSetForAll: tasks.kind === "clarifai",
      people,
      keyOwner: createKeyOwner({ baseUrl }),
      async check(connection) {
        const options = { baseUrl, limits: times.tasksApi, ...connection };
        await checkConnection(options);
        await createTasksApi(options).listTasks({ page: 1, perPage: 1, haste: "background" });
      },
      sendAll,
      async apply(isOther, by) {
        await exchange(team, () => (isOther ? store.forgetSide(team) : Promise.resolve()));
        const readers = await store.homeReaders.among(team, [by]);
        const momentMs = times.notifications.homeMoment;
        await store.outbox.add(readers.map((person) => homeChanged({ team, person }, { now: now(), momentMs })));
      },
      log,
    }),
  };
}
