import type { Migration } from "../engine/migrate.ts";
import { firstTables } from "./01-first-tables.ts";
import { taskIndex } from "./02-task-index.ts";
import { postedCards } from "./03-posted-cards.ts";
import { settingsAndHeldNotices } from "./04-settings-and-held-notices.ts";
import { taskTurns } from "./05-task-turns.ts";
import { subjectsOfEvents } from "./06-subjects-of-events.ts";
import { doubtfulSubmissions } from "./07-doubtful-submissions.ts";
import { longValues } from "./08-long-values.ts";
import { onePairOfOutcomeEvents } from "./09-one-pair-of-outcome-events.ts";
import { looseNames } from "./10-loose-names.ts";
import { timedEvents } from "./11-timed-events.ts";
import { labeling } from "./12-labeling.ts";
import { uploadedPictures } from "./13-uploaded-pictures.ts";
import { labelPage } from "./14-label-page.ts";
import { reviewing } from "./15-reviewing.ts";
import { ownKeys } from "./16-own-keys.ts";
import { followedTasks } from "./17-followed-tasks.ts";
import { questions } from "./18-questions.ts";
import { unsentForms } from "./19-unsent-forms.ts";
import { channelFollows } from "./20-channel-follows.ts";
import { reminders } from "./21-reminders.ts";
import { reviewDrafts } from "./22-review-drafts.ts";
import { reviewAsks } from "./23-review-asks.ts";
import { heldEvents } from "./24-held-events.ts";
import { userGroups } from "./25-user-groups.ts";
import { teamsOfEvents } from "./26-teams-of-events.ts";
import { requests } from "./27-requests.ts";
import { claimsOfEvents } from "./28-claims-of-events.ts";
import { installations } from "./29-installations.ts";
import { history } from "./30-history.ts";
import { knownTasks } from "./31-known-tasks.ts";
import { origins } from "./32-origins.ts";
import { sharedPace } from "./33-shared-pace.ts";
import { leavingAndSides } from "./34-leaving-and-sides.ts";
import { creatorsOfTasks } from "./35-creators-of-tasks.ts";
import { slotsInOrder } from "./36-slots-in-order.ts";
import { toldAmongOthers } from "./37-told-among-others.ts";

/**
 * The app's schema, step by step; `schema.ts` says what the columns mean. The next step is a file of its own beside these, under the
 * next number, and stands at the end of this list. A merged one never changes.
 */
export const migrations: readonly Migration[] = [
  firstTables,
  taskIndex,
  postedCards,
  settingsAndHeldNotices,
  taskTurns,
  subjectsOfEvents,
  doubtfulSubmissions,
  longValues,
  onePairOfOutcomeEvents,
  looseNames,
  timedEvents,
  labeling,
  uploadedPictures,
  labelPage,
  reviewing,
  ownKeys,
  followedTasks,
  questions,
  unsentForms,
  channelFollows,
  reminders,
  reviewDrafts,
  reviewAsks,
  heldEvents,
  userGroups,
  teamsOfEvents,
  requests,
  claimsOfEvents,
  installations,
  history,
  knownTasks,
  origins,
  sharedPace,
  leavingAndSides,
  creatorsOfTasks,
  slotsInOrder,
  toldAmongOthers,
];
