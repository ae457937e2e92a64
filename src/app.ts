import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { listSecrets } from "./config.ts";
import { connectTasks } from "./connect-tasks.ts";
import { createAwaitedAcks } from "./domain/awaited-acks.ts";
import type { Log } from "./domain/log.ts";
import { registerHandlers } from "./handlers/index.ts";
import { createFormUpdates } from "./handlers/shared/form-updates.ts";
import { loadAssets } from "./label-page/assets.ts";
import { createLabelPage } from "./label-page/create-label-page.ts";
import { makeLinkSecret } from "./label-page/links.ts";
import { createMediaReader } from "./label-page/media.ts";
import { createPageWork } from "./label-page/page-work.ts";
import { createLog } from "./log.ts";
import { createNotifications } from "./notifications/create-notifications.ts";
import { createPictureConverter } from "./pictures/convert-picture.ts";
import { drawMarks } from "./pictures/draw-marks.ts";
import { createBolt } from "./receiver.ts";
import { createSealer } from "./seal.ts";
import { createCardSharing } from "./services/cards/card-sharing.ts";
import { createCharts } from "./services/cards/charts.ts";
import { createGuestTasks } from "./services/cards/guest-tasks.ts";
import { createTaskCards } from "./services/cards/task-cards.ts";
import { createTaskChanges } from "./services/changes/task-changes.ts";
import { createConceptNames } from "./services/concept-names.ts";
import { createDisagreements } from "./services/follow/disagreements.ts";
import { createExporting } from "./services/follow/exporting.ts";
import { createFollowing } from "./services/follow/following.ts";
import { createTaskProgress } from "./services/follow/task-progress.ts";
import { createAppHomes } from "./services/home/app-home.ts";
import { createHousekeeping } from "./services/housekeeping.ts";
import { createInputCounts } from "./services/input-counts.ts";
import { createLabelFetching } from "./services/labeling/fetching.ts";
import { createLabeling } from "./services/labeling/labeling.ts";
import { createOwnProgress } from "./services/labeling/own-progress.ts";
import { createPictures } from "./services/labeling/pictures.ts";
import type { LabelLinks, Lane } from "./services/labeling/ports.ts";
import { createQuestions } from "./services/labeling/questions.ts";
import { createLabelSending } from "./services/labeling/sending.ts";
import { createBegunTeller } from "./services/labeling/tell-begun.ts";
import { createTaskFinder } from "./services/lists/task-finder.ts";
import { createTaskLists } from "./services/lists/task-lists.ts";
import { createLinks } from "./services/people/links.ts";
import { createNameFinder } from "./services/people/name-finder.ts";
import { createOwnKeys } from "./services/people/own-keys.ts";
import { createRights } from "./services/people/rights.ts";
import { createOwnQueue } from "./services/queue/own-queue.ts";
import { createRequests } from "./services/requests.ts";
import { createReviewPictures } from "./services/review/review-pictures.ts";
import { createReviewing } from "./services/review/reviewing.ts";
import { createReviewSending } from "./services/review/sending.ts";
import { createSettings } from "./services/settings/settings.ts";
import { createSourceNames } from "./services/source-names.ts";
import { createDeletionDrafts } from "./services/submissions/deletion-drafts.ts";
import { createRunners } from "./services/submissions/runners.ts";
import { createSettling } from "./services/submissions/settle.ts";
import { createSubmissions } from "./services/submissions/submissions.ts";
import { createTurns } from "./services/submissions/turns.ts";
import { createFormReader } from "./services/task-form/form-reader.ts";
import { createTaskForms } from "./services/task-form/task-forms.ts";
import { listAdmins } from "./slack/admins.ts";
import { identifyBot } from "./slack/bot.ts";
import { createSlackClients } from "./slack/clients.ts";
import { createSlackFiles } from "./slack/files.ts";
import { createMessenger } from "./slack/messenger.ts";
import { createPeopleDirectory } from "./slack/people.ts";
import { createSlackLogger } from "./slack-log.ts";
import { createStore } from "./store/store.ts";
import type { TasksService } from "./tasks-service/create-tasks-service.ts";
import { TIMES, type Times } from "./times.ts";
import { buildExportMessage } from "./views/follow/messages.ts";

/** Slack delivers an event again for up to six minutes (docs.slack.dev/apis/events-api); with room for a late one. */
const DELIVERY_KEPT_MS = 3_600_000;
/**
 * What is under way when the app is asked to stop gets this long to end. Whatever Slack and the other side do, journal and
 * outbox keep it for the next start. Below the limit in main.ts, so that the process ends by itself and in peace.
 */
const ENDS_WITHIN_MS = 6_000;
/** Names and e-mails change seldom. */
const PEOPLE_TTL_MS = 300_000;

export type AppOverrides = {
  readonly log?: Log;
  readonly now?: () => Date;
  readonly newId?: () => string;
  /** A local tasks service that somebody else has made (and closes), e.g. seeded with inputs. */
  readonly tasksService?: TasksService;
  /** The address to listen on; every one of the machine when absent. */
  readonly host?: string;
  /** Where browsers reach the app by the port it listens on, where PUBLIC_URL does not say so. */
  readonly publicUrlOf?: (port: number) => string | undefined;
  /** Other times than the product's. */
  readonly times?: Partial<Times>;
};

/** A running Labeldesk: the port it listens on, and what opens the labeling page. */
export type RunningApp = { readonly port: number; readonly labelLinks: LabelLinks };

/** `start` resolves once it answers requests. */
export type LabeldeskApp = { start(): Promise<RunningApp>; stop(): Promise<void> };

/** Composition root: makes every part and hands each what it needs. Nothing is opened before `start`. */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<LabeldeskApp> {
  const now = overrides.now ?? (() => new Date());
  const newId = overrides.newId ?? randomUUID;
  const times = { ...TIMES, ...overrides.times };
  const log = overrides.log ?? createLog({ level: config.logLevel, secrets: listSecrets(config) });
  /** What has been opened, to be closed in reverse order. */
  const closers: (() => Promise<void>)[] = [];
  /** What works on, to be stopped in reverse order before anything is closed. */
  const workers: { readonly name: string; stop(): Promise<void> }[] = [];

  async function start(): Promise<RunningApp> {
    const store = await createStore(appDatabase(config), { now, newId });
    closers.push(() => store.close());
    const clients = createSlackClients({
      token: config.slack.botToken,
      slackApiUrl: config.slack.apiUrl,
      logger: createSlackLogger(log),
    });
    const bot = await identifyBot(clients.background);
    const people = createPeopleDirectory(clients.interactive, { now, ttlMs: PEOPLE_TTL_MS, installation: bot });
    const { tasksService } = overrides;
    const { encryptionKeys } = config;
    const ownKeys = createOwnKeys({
      store: store.ownKeys,
      sealer: encryptionKeys && createSealer(encryptionKeys),
      log,
    });
    await ownKeys.sealAnew();
    const side = await connectTasks(config, {
      team: bot.team,
      store,
      people,
      ownKeys,
      tasksService,
      times,
      now,
      newId,
      log,
    });
    closers.push(() => side.close());
    const { tasks, index, accounts, filling } = side;

    const messenger = createMessenger(clients.background);
    const files = createSlackFiles(clients.background);
    const findName = createNameFinder({ people, log });
    const settings = createSettings({ store: store.settings, people, log });
    const rights = createRights({ readSettings: settings.workspace, people, accounts, findName, log });
    const guestTasks = createGuestTasks({ index, tasks, accounts, log });
    const nameConcepts = createConceptNames({ tasks, now, log });
    const countInputs = createInputCounts({ tasks, now });
    const nameSource = createSourceNames({ tasks, log });
    const hasBegun = async (lane: Lane): Promise<boolean> => (await store.labeling.findSession(lane)) !== undefined;
    const taskCards = createTaskCards({
      tasks,
      accounts,
      findName,
      nameConcepts,
      nameSource,
      rights,
      guestTasks,
      hasBegun,
      log,
    });
    const convertPicture = createPictureConverter();
    const pictures = createPictures({
      tasks,
      files,
      convert: convertPicture,
      draw: drawMarks,
      kept: store.uploadedPictures,
      otherSide: accounts.otherSide,
      times: times.pictures,
      now,
      log,
    });
    const taskProgress = createTaskProgress({
      taskCards,
      store: store.following,
      recentAnswers: store.labeling.recentAnswers,
      tasks,
      accounts,
      people,
      now,
      log,
    });
    const disagreements = createDisagreements({ tasks, accounts, rights, nameConcepts, pictures });
    const exporting = createExporting({
      tasks,
      accounts,
      rights,
      nameConcepts,
      async sendFile(person, { name, bytes, comment }) {
        const { channel, ts } = await messenger.post(person, buildExportMessage(comment));
        await files.upload({ name, bytes }, { channel, threadTs: ts });
      },
      log,
    });
    const charts = createCharts({ log });
    const ownQueue = createOwnQueue({ tasks, hasBegun, log });
    const homes = createAppHomes({
      tasks,
      ownQueue,
      index,
      accounts,
      people,
      rights,
      now,
      log,
      readers: store.homeReaders,
    });
    const questions = createQuestions({
      store: store.questions,
      sessions: store.labeling,
      tasks,
      accounts,
      wake: () => dispatcher.wake(),
    });
    const dispatcher = createNotifications({
      messenger,
      findName,
      now,
      log,
      outbox: store.outbox,
      messages: store.postedMessages,
      cards: store.postedCards,
      held: store.heldNotices,
      timings: settings.timings,
      questions: {
        find: questions.find,
        audienceOf: questions.audienceOf,
        noteTold: store.questions.noteTold,
        listTold: store.questions.listTold,
        showInput: ({ team, task, input }) => pictures.show({ team, taskId: task.id }, input),
      },
      loadCard: (team, taskId, viewer) =>
        taskCards.load(team, taskId, { haste: "background", ...(viewer !== undefined && { viewer }) }),
      findProgress: createOwnProgress({ tasks, accounts, hasBegun, now, log }),
      loadHome: homes.reload,
      findReaders: homes.readersAmong,
      forgetPictures: pictures.forgetTask,
      findWatch: store.following.find,
      findAdmins: () => listAdmins(clients.background),
      otherSide: accounts.otherSide,
      times: times.notifications,
    });
    const readForm = createFormReader({ accounts, nameConcepts, nameSource });
    const journal = store.submissions;
    const settle = createSettling({ journal, now, wake: () => dispatcher.wake(), log });
    const deletions = createDeletionDrafts(store.drafts);
    const acks = createAwaitedAcks();
    const runners = createRunners({
      journal,
      settle,
      tasks,
      accounts,
      rights,
      readForm,
      countInputs,
      nameConcepts,
      nameSource,
      now,
      log,
      inTurn: createTurns({ turns: store.taskTurns }),
      drafts: deletions,
      times: times.submissions,
    });
    const submissions = createSubmissions({ journal, runners, settle, acks, log });
    const following = createFollowing({
      store: store.following,
      tasks,
      accounts,
      people,
      team: bot.team,
      wakeNotifications: () => dispatcher.wake(),
      times: times.follow,
      now,
      log,
    });
    const fetching = createLabelFetching({
      store: store.labeling,
      requests: store.reviewing,
      tasks,
      accounts,
      nameConcepts,
    });
    const sending = createLabelSending({
      store: store.labeling,
      hands: side.hands,
      fetching,
      acks,
      noticed: following.noticed,
      wakeNotifications: () => dispatcher.wake(),
      times: times.labeling,
      now,
      log,
    });
    const labeling = createLabeling({
      store: store.labeling,
      fetching,
      sending,
      hands: side.hands,
      accounts,
      ownQueue,
      onBegun: createBegunTeller({ outbox: store.outbox, wakeNotifications: () => dispatcher.wake() }),
      now,
      newId,
      log,
    });
    const reviewSending = createReviewSending({
      store: store.reviewing,
      hands: side.hands,
      accounts,
      acks,
      noticed: following.noticed,
      wakeNotifications: () => dispatcher.wake(),
      times: times.labeling,
      log,
    });
    const reviewing = createReviewing({
      store: store.reviewing,
      sending: reviewSending,
      hands: side.hands,
      tasks,
      accounts,
      nameConcepts,
      hidesLabelers: async (team) => (await settings.workspace(team)).hidesLabelers,
      newId,
      log,
    });
    const cardSharing = createCardSharing({
      cards: store.postedCards,
      seen: store.seenEvents,
      outbox: store.outbox,
      site: side.site,
      wake: () => dispatcher.wake(),
    });
    const forms = createTaskForms({
      drafts: store.drafts,
      accounts,
      people,
      countInputs,
      defaultReview: async (team) => (await settings.workspace(team)).review,
      log,
    });
    const changes = createTaskChanges({ tasks, accounts, rights, readForm, forms });
    const links = createLinks({
      links: store.links,
      accounts,
      people,
      findName,
      keyOwner: side.keyOwner,
      ownKeys,
      whenKept: async (team, person) => {
        await Promise.all([sending.retry(team, person), reviewSending.retry(team, person)]);
      },
    });

    const { progress } = store.taskIndexRounds;
    const finder = createTaskFinder({ index, progress, tasks, accounts, log });
    const lists = createTaskLists({ index, progress, tasks, accounts, ownQueue, findName, log });

    let publicUrl = config.publicUrl;
    const labelPage = createLabelPage({
      secret: await store.secrets.ensure("label-links", makeLinkSecret),
      publicUrl: () => publicUrl,
      sessions: store.pageSessions,
      work: createPageWork({
        labeling,
        drafts: store.labelDrafts,
        questions,
        newId,
        readMedia: createMediaReader({ hands: side.hands, tasks, convert: convertPicture }),
        log,
      }),
      firstUse: store.seenEvents.firstSeen,
      loadAssets,
      now,
      newId,
      log,
    });
    const bolt = createBolt({
      labelPage,
      config,
      bot,
      acks,
      log,
      isReady: () => store.checkWritable(),
      arrival: times.arrival,
      holds: () => dispatcher.holds(),
      ...(overrides.host !== undefined && { host: overrides.host }),
    });
    const formUpdates = createFormUpdates({ log });
    registerHandlers(bolt.app, {
      installation: bot,
      directory: people,
      guestTasks,
      requests: createRequests({ journal: store.submissions, log }),
      forms,
      submissions,
      changes,
      deletions,
      links,
      rights,
      settings,
      homes,
      finder,
      lists,
      labeling,
      labelLinks: labelPage.links,
      reviewing,
      reviewPictures: createReviewPictures({ pictures }),
      tasks,
      longValues: store.longValues,
      taskCards,
      taskProgress,
      disagreements,
      exporting,
      cardSharing,
      charts,
      pictures,
      questions,
      formUpdates,
      isFirstDelivery: (eventId) => store.seenEvents.firstSeen(`delivery:${eventId}`, DELIVERY_KEPT_MS),
      forgetTeam: async (team) => {
        // Without its token the app has nothing to do there; the index would only be filled again.
        await Promise.all([filling.stop(), following.stop()]);
        await store.forgetTeam(team);
      },
      newId,
      log,
    });

    filling.start();
    workers.push({ name: "the filling of the index", stop: () => filling.stop() });
    dispatcher.start();
    workers.push({ name: "messages", stop: () => dispatcher.stop() });
    workers.push({ name: "submissions", stop: () => submissions.stop() });
    following.start();
    workers.push({ name: "following of tasks", stop: () => following.stop() });
    sending.start();
    workers.push({ name: "labels", stop: () => sending.stop() });
    workers.push({ name: "pictures", stop: () => pictures.stop() });
    reviewSending.start();
    workers.push({ name: "verdicts", stop: () => reviewSending.stop() });
    const house = createHousekeeping({
      submissions,
      now,
      log,
      mendDueTimes: () => store.mendDueTimes(),
      sweep: async () => {
        await store.sweep();
        await pictures.findGoneTasks(bot.team);
      },
    });
    house.start();
    workers.push({ name: "regular work", stop: () => house.stop() });
    const { port } = await bolt.start();
    publicUrl ??= overrides.publicUrlOf?.(port);
    workers.push({ name: "what Slack has delivered", stop: () => bolt.stop() });
    return { port, labelLinks: labelPage.links };
  }

  async function stop(): Promise<void> {
    const until = performance.now() + ENDS_WITHIN_MS;
    for (let worker = workers.pop(); worker; worker = workers.pop()) {
      const { name } = worker;
      if (await endsBefore(until, worker.stop())) continue;
      log.warn({ work: name }, "stopping before this has ended: what was promised goes on at the next start");
    }
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  }

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

/** Whether the work ends before this time of `performance.now()`; rejects when it fails before. */
async function endsBefore(until: number, work: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), until - performance.now());
  });
  try {
    return await Promise.race([work.then(() => true), timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}

const appDatabase = ({ database }: Config) =>
  database.kind === "postgres"
    ? { kind: "postgres" as const, url: database.url, schema: "labeldesk" }
    : { kind: "sqlite" as const, path: join(database.dir, "labeldesk.db") };
