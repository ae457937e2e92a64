import { randomUUID } from "node:crypto";
import { composeCards } from "./app/cards.ts";
import { composeDeliveries } from "./app/deliveries.ts";
import { composeFollow } from "./app/follow.ts";
import { composeLabelPage } from "./app/label-page.ts";
import { composeLabeling } from "./app/labeling.ts";
import { createLifecycle } from "./app/lifecycle.ts";
import { composeLists } from "./app/lists.ts";
import { composeLookups } from "./app/lookups.ts";
import { composeNotifications } from "./app/notifications.ts";
import { openBase } from "./app/open-base.ts";
import { composePeople } from "./app/people.ts";
import { composePictures } from "./app/pictures.ts";
import { composeReview } from "./app/review.ts";
import { composeSubmissions } from "./app/submissions.ts";
import { TIMES, type Times } from "./app/times.ts";
import { type Config, listSecrets } from "./config.ts";
import { createAwaitedAcks } from "./domain/awaited-acks.ts";
import type { Log } from "./domain/log.ts";
import { createLog } from "./log.ts";
import { createHousekeeping } from "./services/housekeeping.ts";
import type { LabelLinks } from "./services/labeling/ports.ts";
import type { TasksService } from "./tasks-service/create-tasks-service.ts";

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
  const lifecycle = createLifecycle({ log });

  async function start(): Promise<RunningApp> {
    let { publicUrl } = config;
    const acks = createAwaitedAcks();
    const wake = (): void => notifications.wake();
    const whenKeyKept = async (team: string, person: string): Promise<void> => {
      await Promise.all([labeling.labelSending.retry(team, person), review.reviewSending.retry(team, person)]);
    };

    const opened = await openBase({
      slack: config.slack,
      tasks: config.tasks,
      database: config.database,
      encryptionKeys: config.encryptionKeys,
      tasksService: overrides.tasksService,
      onOpened: lifecycle.opened,
      times,
      now,
      newId,
      log,
    });
    const base = { ...opened, acks, wake };
    const lookups = composeLookups(base);
    const people = composePeople({ ...base, ...lookups, whenKeyKept });
    const pictures = composePictures(base);
    const cards = composeCards({ ...base, ...lookups, ...people });
    const lists = composeLists({ ...base, ...lookups, ...people });
    const submissions = composeSubmissions({ ...base, ...lookups, ...people });
    const follow = composeFollow({ ...base, ...lookups, ...people, ...pictures, ...cards });
    const labeling = composeLabeling({ ...base, ...lookups, ...lists, ...follow });
    const review = composeReview({ ...base, ...lookups, ...people, ...pictures, ...follow });
    const notifications = composeNotifications({
      ...base,
      ...lookups,
      ...people,
      ...pictures,
      ...cards,
      ...lists,
      ...follow,
      ...labeling,
    });
    const labelPage = await composeLabelPage({
      ...base,
      ...pictures,
      ...labeling,
      ...review,
      publicUrl: () => publicUrl,
    });
    const bolt = composeDeliveries({
      ...base,
      slack: config.slack,
      listen: { port: config.port, ...(overrides.host !== undefined && { host: overrides.host }) },
      holds: notifications.holds,
      labelPage,
      useCases: {
        tasks: base.tasks,
        newId,
        log,
        ...people,
        ...pictures,
        ...cards,
        ...lists,
        ...submissions,
        ...follow,
        ...labeling,
        ...review,
        forgetTeam: async (team) => {
          // Without its token the app has nothing to do there; the index would only be filled again.
          await Promise.all([base.filling.stop(), follow.following.stop()]);
          await base.store.forgetTeam(team);
        },
      },
    });
    const housekeeping = createHousekeeping({
      submissions: submissions.submissions,
      now,
      log,
      mendDueTimes: () => base.store.mendDueTimes(),
      sweep: async () => {
        await base.store.sweep();
        await pictures.pictures.findGoneTasks(base.bot.team);
      },
    });

    lifecycle.begin("the filling of the index", base.filling);
    lifecycle.begin("messages", notifications);
    lifecycle.begin("submissions", { stop: submissions.submissions.stop });
    lifecycle.begin("following of tasks", follow.following);
    lifecycle.begin("labels", labeling.labelSending);
    lifecycle.begin("pictures", { stop: pictures.pictures.stop });
    lifecycle.begin("verdicts", review.reviewSending);
    lifecycle.begin("regular work", housekeeping);
    const { port } = await bolt.start();
    publicUrl ??= overrides.publicUrlOf?.(port);
    lifecycle.begin("what Slack has delivered", { stop: bolt.stop });
    return { port, labelLinks: labelPage.links };
  }

  return {
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await lifecycle.stop();
        throw error;
      }
    },
    stop: lifecycle.stop,
  };
}
