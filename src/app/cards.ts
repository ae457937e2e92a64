import { createCardSharing } from "../services/cards/card-sharing.ts";
import { createCharts } from "../services/cards/charts.ts";
import { createGuestTasks } from "../services/cards/guest-tasks.ts";
import { createTaskCards } from "../services/cards/task-cards.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import type { People } from "./people.ts";

export type Cards = ReturnType<typeof composeCards>;

type Needs = Pick<Base, "store" | "tasks" | "index" | "accounts" | "site" | "log"> &
  Pick<Lookups, "findName" | "nameConcepts" | "nameSource" | "hasBegun"> &
  Pick<People, "rights" | "settings"> & { readonly wake: () => void };

/** Tasks shown in conversations, who may see them, and sharing them. */
export function composeCards(needs: Needs) {
  const { store, tasks, index, accounts, site, wake, log } = needs;
  const { findName, nameConcepts, nameSource, hasBegun, rights, settings } = needs;
  const guestTasks = createGuestTasks({ index, tasks, accounts, log });
  return {
    guestTasks,
    taskCards: createTaskCards({
      tasks,
      accounts,
      findName,
      nameConcepts,
      nameSource,
      rights,
      guestTasks,
      hasBegun,
      hidesLabelers: async (team) => (await settings.workspace(team)).hidesLabelers,
      log,
    }),
    cardSharing: createCardSharing({
      cards: store.postedCards,
      seen: store.seenEvents,
      outbox: store.outbox,
      site,
      wake,
    }),
    charts: createCharts({ log }),
  };
}
