import { createGroupJoins } from "../services/follow/group-joins.ts";
import { createFeedback } from "../services/people/feedback.ts";
import { createLinks } from "../services/people/links.ts";
import { createRights } from "../services/people/rights.ts";
import { createSettings } from "../services/settings/settings.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";

export type People = ReturnType<typeof composePeople>;

type Needs = Pick<
  Base,
  | "store"
  | "tasks"
  | "index"
  | "people"
  | "channelsOfSlack"
  | "userGroups"
  | "accounts"
  | "keyOwner"
  | "ownKeys"
  | "log"
> &
  Pick<Lookups, "findName"> & {
    /** Somebody's own key is there: what waited for it can be sent. */
    readonly whenKeyKept: (person: string) => Promise<void>;
    readonly wake: () => void;
  };

/** Who people are on both sides, what they may do, and what they and their workspace have set. */
export function composePeople(needs: Needs) {
  const { store, tasks, index, people, channelsOfSlack, userGroups, accounts, keyOwner, ownKeys } = needs;
  const { findName, whenKeyKept, wake, log } = needs;
  const settings = createSettings({ store: store.settings, people, log });
  return {
    settings,
    userGroups,
    groupJoins: createGroupJoins({ index, tasks, accounts, outbox: store.outbox, wake }),
    feedback: createFeedback({ outbox: store.outbox, wake }),
    rights: createRights({
      readSettings: settings.workspace,
      people,
      channels: channelsOfSlack,
      accounts,
      findName,
      log,
    }),
    links: createLinks({
      links: store.links,
      accounts,
      people,
      findName,
      keyOwner,
      ownKeys,
      whenKept: whenKeyKept,
      log,
    }),
  };
}
