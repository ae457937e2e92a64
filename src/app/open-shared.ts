import type { AwaitedAcks } from "../domain/awaited-acks.ts";
import { createAwaitedAcks } from "../domain/awaited-acks.ts";
import type { Log } from "../domain/log.ts";
import type { RequestScope } from "../domain/request-scope.ts";
import type { Sealer } from "../domain/secrets.ts";
import type { Watch } from "../domain/watch.ts";
import { createPictureConverter } from "../pictures/convert-picture.ts";
import { createSealer } from "../store/seal.ts";
import { createStore, type Store } from "../store/store.ts";
import type { TasksService } from "../tasks-service/create-tasks-service.ts";
import { APP_DATABASE, type DatabaseChoice, databaseOf } from "./database-of.ts";
import { createLocalTasks, type LocalTasks } from "./local-tasks.ts";
import type { Times } from "./times.ts";

/** What every part is made with. */
export type Tools = {
  readonly times: Times;
  readonly now: () => Date;
  /** A new UUID. */
  readonly newId: () => string;
  /** For which request something is done. */
  readonly requestScope: RequestScope;
  /** Measures and traces. */
  readonly watch: Watch;
  readonly log: Log;
};

/** What all workspaces share. Whatever is kept in it says whose it is. */
export type Shared = Tools & {
  readonly store: Store;
  readonly acks: AwaitedAcks;
  /** Undefined where nobody has given the app a key: nothing secret is kept then. */
  readonly sealer: Sealer | undefined;
  readonly slackApiUrl: string;
  readonly convertPicture: ReturnType<typeof createPictureConverter>;
  readonly localTasks: () => Promise<LocalTasks>;
};

type Needs = Tools & {
  readonly slackApiUrl: string;
  readonly database: DatabaseChoice;
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]] | undefined;
  readonly tasksService: TasksService | undefined;
  /** Takes what closes each thing as soon as it is open. */
  readonly onOpened: (close: () => Promise<void>) => void;
};

/** Opens the database, and makes ready what all workspaces share. Rejects when the database cannot be opened. */
export async function openShared(needs: Needs): Promise<Shared> {
  const { slackApiUrl, database, encryptionKeys, onOpened, times, now, newId, requestScope, watch, log } = needs;
  const store = await createStore(databaseOf(database, APP_DATABASE), {
    now,
    newId,
    currentRequest: requestScope.current,
  });
  onOpened(() => store.close());
  return {
    store,
    acks: createAwaitedAcks(),
    sealer: encryptionKeys && createSealer(encryptionKeys),
    slackApiUrl,
    convertPicture: createPictureConverter(),
    localTasks: createLocalTasks(needs),
    times,
    now,
    newId,
    requestScope,
    watch,
    log,
  };
}
