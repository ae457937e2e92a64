import { createFindBusy } from "../services/changes/find-busy.ts";
import { createDescribeFound } from "../services/elsewhere/describe-found.ts";
import { createMissingTasks } from "../services/elsewhere/missing-tasks.ts";
import { createWatching } from "../services/elsewhere/watching.ts";
import { createSessionOutdating } from "../services/labeling/outdate-sessions.ts";
import { createTaskIndexFilling } from "../services/lists/task-index-filling.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import type { People } from "./people.ts";

type Needs = Pick<Base, "store" | "bot" | "tasks" | "listing" | "accounts" | "times" | "now" | "log"> &
  Pick<Lookups, "findFacts"> &
  Pick<People, "settings"> & { readonly wake: () => void };

/** The index of tasks, filled round after round, and what is told of the changes that a round finds. */
export function composeElsewhere(needs: Needs) {
  const { store, bot, tasks, listing, accounts, findFacts, settings, times, wake, now, log } = needs;
  const { team } = bot;
  const { taskIndex: index, taskIndexRounds: rounds, missingTasks: missing } = store;
  const watch = createWatching({
    known: store.knownTasks,
    missing,
    journal: store.submissions,
    tasks,
    describe: createDescribeFound({ accounts, findFacts, findBusy: createFindBusy({ tasks, log }), team }),
    onChanged: createSessionOutdating({ store: store.labeling, team }).changed,
    team,
    wake,
    now,
    log,
  });
  return {
    filling: createTaskIndexFilling({
      tasks: listing.api,
      side: listing.side,
      index,
      rounds,
      watch,
      team,
      times: times.index,
      now,
      log,
    }),
    missingTasks: createMissingTasks({ store: missing, whoIs: settings.whoIs, log }),
  };
}
