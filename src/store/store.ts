import type { Said } from "../domain/labeling/label.ts";
import type { Reviewed } from "../domain/review/decide.ts";
import type { Sealer } from "../domain/secrets.ts";
import { createChangeRequests } from "./change-requests.ts";
import { createChannelFollowStore } from "./channel-follows.ts";
import { createChannelLeadStore } from "./channel-leads.ts";
import { createConnectionStore } from "./connections.ts";
import type { StoreContext } from "./context.ts";
import { createDraftStore } from "./drafts.ts";
import { mendDueTimes } from "./due-times.ts";
import { migrate } from "./engine/migrate.ts";
import { type DatabaseTarget, openDatabase } from "./engine/open.ts";
import { createFollowingStore } from "./following.ts";
import { forgetSide, forgetTeam } from "./forget-team.ts";
import { createHeldNotices } from "./held-notices.ts";
import { createHistoryStore } from "./history.ts";
import { createHomeReaders } from "./home-readers.ts";
import { createInstallationStore } from "./installations.ts";
import { createKnownTaskStore } from "./known-tasks.ts";
import { createLabelCountStore } from "./label-counts.ts";
import { createLabelingStore } from "./labeling.ts";
import { countUnsent, type LaneLevel } from "./lane-levels.ts";
import { createLinkStore } from "./links.ts";
import { createLongValues } from "./long-values.ts";
import { migrations } from "./migrations/migrations.ts";
import { createMissingTasks } from "./missing-tasks.ts";
import { createOutbox } from "./outbox.ts";
import { createOwnKeyStore } from "./own-keys.ts";
import { createPageDrafts } from "./page-drafts.ts";
import { createPageSessions } from "./page-sessions.ts";
import { createPostedCardStore } from "./posted-cards.ts";
import { createPostedMessageStore } from "./posted-messages.ts";
import { createQuestionStore } from "./questions.ts";
import { createReminderStore } from "./reminders.ts";
import { type Resealed, resealAll } from "./reseal.ts";
import { createReviewAskStore } from "./review-asks.ts";
import { createReviewingStore } from "./reviewing.ts";
import type { Schema } from "./schema.ts";
import { createSecrets } from "./secrets.ts";
import { createSeenEvents } from "./seen-events.ts";
import { createSendPaces } from "./send-paces.ts";
import { createSettingsStore } from "./settings.ts";
import { createSubmissionJournal } from "./submissions.ts";
import { createTaskIndexStore } from "./task-index.ts";
import { createTaskIndexRounds } from "./task-index-rounds.ts";
import { createTaskTurns } from "./task-turns.ts";
import { createUploadedPictureStore } from "./uploaded-pictures.ts";
import { createWriteCheck } from "./write-check.ts";

export type Store = Awaited<ReturnType<typeof createStore>>;

/** Opens the app's state and brings its schema up to date. Rejects, with everything closed again, when it cannot. */
export async function createStore(target: DatabaseTarget, tools: Omit<StoreContext, "database">) {
  const database = openDatabase<Schema>(target);
  try {
    await migrate(database, migrations);
  } catch (error) {
    await database.close();
    throw error;
  }

  const context: StoreContext = { database, ...tools };
  const drafts = createDraftStore(context);
  const submissions = createSubmissionJournal(context);
  const outbox = createOutbox(context);
  const seenEvents = createSeenEvents(context);
  const postedCards = createPostedCardStore(context);

  const heldNotices = createHeldNotices(context);
  const homeReaders = createHomeReaders(context);
  const taskTurns = createTaskTurns(context);
  const longValues = createLongValues(context);
  const labeling = createLabelingStore(context);
  const questions = createQuestionStore(context);
  const pageSessions = createPageSessions(context);
  const labelDrafts = createPageDrafts<Said>(context, "label_drafts");
  const reviewDrafts = createPageDrafts<Reviewed>(context, "review_drafts");
  const reviewing = createReviewingStore(context);
  const changeRequests = createChangeRequests(context);
  const following = { ...createFollowingStore(context), ...createLabelCountStore(context) };
  const channelFollows = { ...createChannelFollowStore(context), ...createChannelLeadStore(context) };
  const reminders = createReminderStore(context);
  const reviewAsks = createReviewAskStore(context);
  const history = createHistoryStore(context);
  const sendPaces = createSendPaces(context);

  return {
    engine: database.engine,
    installations: createInstallationStore(context),
    connections: createConnectionStore(context),
    drafts,
    submissions,
    outbox,
    seenEvents,
    links: createLinkStore(context),
    ownKeys: createOwnKeyStore(context),
    questions,
    postedMessages: createPostedMessageStore(context),
    postedCards,
    taskIndex: createTaskIndexStore(context),
    taskIndexRounds: createTaskIndexRounds(context),
    missingTasks: createMissingTasks(context),
    knownTasks: createKnownTaskStore(context),
    settings: createSettingsStore(context),
    heldNotices,
    homeReaders,
    taskTurns,
    longValues,
    labeling,
    following,
    channelFollows,
    reminders,
    reviewAsks,
    history,
    uploadedPictures: createUploadedPictureStore(context),
    pageSessions,
    labelDrafts,
    reviewDrafts,
    secrets: createSecrets(context),
    reviewing,
    changeRequests,

    /** Deletes all that is kept of a workspace, while the installation of this revision, or none, is the last one; else false. */
    forgetTeam: (team: string, installation: string | undefined): Promise<boolean> =>
      forgetTeam(context, team, installation),

    /** Deletes what a workspace knows of the tasks of its labeling side. */
    forgetSide: (team: string): Promise<void> => forgetSide(context, team),

    /** Seals every secret with the sealer's first key; gives what became of each kind. */
    resealAll: (sealer: Sealer): Promise<Readonly<Record<string, Resealed>>> => resealAll(context, sealer),

    /** Counts what people have said and the Tasks API has not got yet. */
    countUnsent: (): Promise<readonly LaneLevel[]> => countUnsent(context),

    /** Rejects when the database cannot be written. However often it is asked, it writes once a second at most. */
    checkWritable: createWriteCheck(context),

    /** Makes due what a clock that was set back would hold for hours. To be called every few seconds. */
    mendDueTimes: (): Promise<void> => mendDueTimes(context),

    /** Deletes what is kept no longer; gives the number of rows. To be called every hour or so. */
    async sweep(): Promise<number> {
      let deleted = 0;
      const tables = [
        drafts,
        seenEvents,
        submissions,
        outbox,
        postedCards,
        heldNotices,
        homeReaders,
        taskTurns,
        longValues,
        labeling,
        questions,
        pageSessions,
        labelDrafts,
        reviewDrafts,
        reviewing,
        changeRequests,
        following,
        channelFollows,
        reminders,
        reviewAsks,
        history,
        sendPaces,
      ];
      for (const table of tables) deleted += await table.sweep();
      return deleted;
    },

    close: () => database.close(),
  };
}
