import { createAppHomes } from "../services/home/app-home.ts";
import { createTaskFinder } from "../services/lists/task-finder.ts";
import { createTaskLists } from "../services/lists/task-lists.ts";
import { createCountAwaiting } from "../services/queue/count-awaiting.ts";
import { createOwnParts } from "../services/queue/own-parts.ts";
import { createOwnQueue } from "../services/queue/own-queue.ts";
import type { composeConnecting } from "./connecting.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import type { People } from "./people.ts";

export type Lists = ReturnType<typeof composeLists>;

type Needs = Pick<Base, "store" | "tasks" | "index" | "accounts" | "people" | "now" | "log"> &
  Pick<Lookups, "findName" | "hasBegun"> &
  Pick<People, "rights"> &
  ReturnType<typeof composeConnecting>;

/** Many tasks: what waits for one person, lists with their filters, finding one by its name, and App Home. */
export function composeLists(needs: Needs) {
  const { store, tasks, index, accounts, people, findName, hasBegun, rights, connecting, now, log } = needs;
  const { progress } = store.taskIndexRounds;
  const findOwnPart = createOwnParts({ tasks, hasBegun, log });
  const ownQueue = createOwnQueue({ tasks, findOwnPart });
  const countAwaiting = createCountAwaiting({ tasks, log });
  const readers = store.homeReaders;
  return {
    ownQueue,
    homes: createAppHomes({
      tasks,
      ownQueue,
      countAwaiting,
      index,
      accounts,
      people,
      rights,
      findConnection: connecting.changeable,
      now,
      log,
      readers,
    }),
    finder: createTaskFinder({ index, progress, tasks, accounts, log }),
    lists: createTaskLists({ index, progress, tasks, accounts, ownQueue, findOwnPart, countAwaiting, findName, log }),
  };
}
