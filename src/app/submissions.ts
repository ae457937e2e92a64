import { createFindBusy } from "../services/changes/find-busy.ts";
import { createFindGroups } from "../services/changes/find-groups.ts";
import { createHandOver } from "../services/changes/hand-over.ts";
import { createTaskChanges } from "../services/changes/task-changes.ts";
import { createRequests } from "../services/requests.ts";
import { createDeletionDrafts } from "../services/submissions/deletion-drafts.ts";
import { createRunners } from "../services/submissions/runners.ts";
import { createSettling } from "../services/submissions/settle.ts";
import { createStillOurs } from "../services/submissions/still-ours.ts";
import { createSubmissions } from "../services/submissions/submissions.ts";
import { createTurns } from "../services/submissions/turns.ts";
import { createFormReader } from "../services/task-form/form-reader.ts";
import { createTaskForms } from "../services/task-form/task-forms.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import type { People } from "./people.ts";

type Needs = Pick<
  Base,
  | "store"
  | "acks"
  | "bot"
  | "side"
  | "tasks"
  | "accounts"
  | "people"
  | "userGroups"
  | "times"
  | "now"
  | "requestScope"
  | "log"
> &
  Pick<Lookups, "countInputs" | "nameConcepts" | "nameSource" | "findFacts"> &
  Pick<People, "rights" | "settings"> & { readonly wake: () => void };

/** Forms while they are open, and what the app owes to whoever has sent one, until it is settled. */
export function composeSubmissions(needs: Needs) {
  const { store, bot, side, tasks, accounts, people, userGroups, times, acks, wake, now, requestScope, log } = needs;
  const { countInputs, nameConcepts, nameSource, findFacts, rights, settings } = needs;
  const journal = store.submissions;
  /** What people ask for is begun with the side that they see, or not at all. */
  const ofSide: typeof journal = {
    ...journal,
    begin: (entry, leaseMs, fulfils) => journal.begin({ ...entry, side }, leaseMs, fulfils),
  };
  const readForm = createFormReader({ accounts, nameConcepts, nameSource });
  const settle = createSettling({ journal, now, wake, log });
  const deletions = createDeletionDrafts(store.drafts);
  const runners = createRunners({
    settle,
    journal,
    stillOurs: createStillOurs({ journal }),
    tasks,
    accounts,
    rights,
    readForm,
    findFacts,
    findBusy: createFindBusy({ tasks, log }),
    log,
    inTurn: createTurns({ turns: store.taskTurns }),
    drafts: deletions,
    times: times.submissions,
  });
  const forms = createTaskForms({
    drafts: store.drafts,
    accounts,
    people,
    userGroups,
    countInputs,
    defaultReview: async (team) => (await settings.workspace(team)).review,
    log,
  });
  const changes = createTaskChanges({
    tasks,
    accounts,
    rights,
    readForm,
    forms,
    findGroups: createFindGroups({ userGroups, log }),
    log,
  });
  return {
    forms,
    deletions,
    changes,
    handOver: createHandOver({ changes, tasks, accounts }),
    requests: createRequests({ journal: ofSide, log }),
    submissions: createSubmissions({
      team: bot.team,
      side,
      journal: ofSide,
      runners,
      settle,
      acks,
      requestScope,
      log,
    }),
  };
}
