import { progressOf } from "../../domain/cards/task-progress.ts";
import type { ChannelFollow } from "../../domain/channels/channel-follow.ts";
import type { TaskForChannels } from "../../domain/channels/channel-news.ts";
import { isAgreementDue, isWorthReview, observe } from "../../domain/follow/observe.ts";
import { labeledBy, type SeenTask, type TaskWatch } from "../../domain/follow/task-watch.ts";
import type { Log } from "../../domain/log.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import type { Task, WorkerCounts } from "../../domain/task.ts";
import { findOrGone, TasksApiError } from "../../domain/tasks-api-error.ts";
import { checksum } from "../../domain/text.ts";
import type { ChannelFollowStore } from "../channels/ports.ts";
import type { Accounts, Identity } from "../people/accounts.ts";
import { nameSurely } from "../people/name-surely.ts";
import type { PeopleDirectory, TasksGateway } from "../ports.ts";
import { accountsTold, askEvents } from "./ask-events.ts";
import type { ClaimedWatch, FollowingStore, HourCount, ReminderStore } from "./ports.ts";
import { REMINDED_EVERY_MS } from "./reminders.ts";
import { createSeeTask } from "./see-task.ts";
import { tellChannels } from "./tell-channels.ts";
import type { FollowTimes } from "./times.ts";

/** Above what a look at one task may take: two background calls. */
const LEASE_MS = 120_000;
/** Looked at in a round, one after the other: people's own requests come first. */
const LOOKS_AT_ONCE = 10;
const SEARCHED_AT_ONCE = 200;
/** A closed task may be opened again. */
const CLOSED_LOOK_MS = 24 * 60 * 60 * 1000;
const RETRY_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Looked at more seldom the longer nothing has happened: after an hour of nothing, every quarter of an hour. */
const PART_OF_IDLENESS = 4;

/**
 * Watches the tasks that were created here, those in which somebody has labeled here, and those that were found to be made elsewhere
 * (services/elsewhere/): there are no webhooks, so each is asked for when something was noticed, and every few minutes while something happens in it. What it sees becomes messages by the rules of
 * `domain/follow/`. One replica at a time looks at a task; what was told is kept with what was seen, in one transaction.
 */
export function createFollowing(deps: {
  store: FollowingStore;
  channels: Pick<ChannelFollowStore, "listForTask">;
  reminders: Pick<ReminderStore, "listSince">;
  tasks: Pick<TasksGateway, "getTask" | "countWork" | "readAgreement">;
  accounts: Pick<Accounts, "identify">;
  people: Pick<PeopleDirectory, "find">;
  team: string;
  wakeNotifications: () => void;
  times: FollowTimes;
  now: () => Date;
  log: Log;
}) {
  const { store, channels, reminders, tasks, accounts, people, team, wakeNotifications, times, now, log } = deps;
  const seeTask = createSeeTask({ store, accounts, people, team, log });
  let timer: ReturnType<typeof setInterval> | undefined;
  let round: Promise<void> | undefined;
  let isStopped = false;

  /** Looks at what is due, and looks for tasks that are not followed yet when it is time. */
  async function lookAtDue(): Promise<void> {
    try {
      const { isMine, since } = await store.claimRound(team, times.searchMs);
      if (isMine) await store.notice(team, await store.listUnknown(team, SEARCHED_AT_ONCE), now().getTime());
      for (const claimed of await store.claimDue(team, LOOKS_AT_ONCE, LEASE_MS)) {
        // What is left when the app stops is due at once for whoever goes on.
        if (isStopped) await store.postpone(team, claimed, now().getTime());
        else await lookOrLater(claimed, since);
      }
    } catch (err) {
      log.error({ err }, "tasks could not be followed; it is tried again");
    }
  }

  async function lookOrLater(claimed: ClaimedWatch, since: number): Promise<void> {
    try {
      await look(claimed, since);
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, task: claimed.taskId }, "a task could not be looked at; it is tried again");
      const pauseMs = isStopped ? 0 : Math.max(RETRY_MS, err.retryAfterMs ?? 0);
      await store.postpone(team, claimed, now().getTime() + pauseMs);
    }
  }

  async function look(claimed: ClaimedWatch, since: number): Promise<void> {
    const { taskId, watch: before } = claimed;
    const task = await findOrGone(() => tasks.getTask(taskId, "background"));
    const follows = await channels.listForTask(team, taskId);
    if (!task) return forget(taskId, follows);
    const counts = await tasks.countWork(taskId, "background");
    const { known, seen } = await seeTask(task, counts);
    const at = now().getTime();
    // A task whose age nobody tells counts as old: silence is better than a message about what is long known.
    const isOld = !(Date.parse(task.createdAt ?? "") >= since);
    const measured = isAgreementDue(before, seen) ? await tasks.readAgreement(taskId, "background") : undefined;
    const { watch, asks } = observe({ before, seen, agreement: measured, isOld, at });
    const told = await nameAlso(taskId, known, accountsTold(asks, { team, task }));
    if (!told) return store.postpone(team, claimed, at + RETRY_MS);
    const isFinished = asks.some(({ kind }) => kind === "finished");
    const agreement = measured ?? (isFinished ? await tasks.readAgreement(taskId, "background") : undefined);
    const recently = await reminders.listSince(team, taskId, new Date(at - REMINDED_EVERY_MS));
    // Whom the lead has reminded just now is not asked by itself too.
    const events: readonly NewEvent[] = askEvents(asks, {
      team,
      task,
      seen,
      known: told,
      at,
      ...(agreement && { agreement }),
    }).filter((event) => event.kind !== "work.stalled" || !recently.has(event.payload.person));
    const reminded = events.flatMap((event) => (event.kind === "work.stalled" ? [event.payload.person] : []));
    const forChannels = tellChannels(follows, sumUp(task, counts, { seen, watch, at }), { at, cardMs: times.cardMs });
    const isKept = await store.save(team, claimed, {
      watch,
      counts: changedCounts(before, watch, { at, isOld }),
      seenBy: forChannels.seenBy,
      reminded,
      events: [...events, ...forChannels.events],
      dueAt: at + pauseAfter(watch, seen, at),
    });
    if (isKept && events.length + forChannels.events.length > 0) wakeNotifications();
  }

  /** Who these accounts are, too; undefined where that cannot be said now. */
  async function nameAlso(taskId: string, known: Identities, ids: readonly string[]): Promise<Identities | undefined> {
    const unnamed = ids.filter((id) => known[id]?.person === undefined);
    const named = await nameSurely(accounts, team, unnamed, { haste: "background", log, task: taskId });
    return named && { ...known, ...named };
  }

  /** It was deleted, here or elsewhere: what channels show of it says so. */
  async function forget(taskId: string, follows: readonly ChannelFollow[]): Promise<void> {
    const events = follows.map(({ channel }) => newEvent("channel.refresh", { team, channel, taskId }));
    await store.remove(team, taskId, events);
    if (events.length > 0) wakeNotifications();
  }

  function pauseAfter({ changedAt }: TaskWatch, { isOpen }: SeenTask, at: number): number {
    if (!isOpen) return CLOSED_LOOK_MS;
    return Math.min(times.latestMs, Math.max(times.soonestMs, (at - changedAt) / PART_OF_IDLENESS));
  }

  return {
    lookAtDue,

    /** Labels of this task were submitted or decided here, or a channel follows it now. Never rejects, and holds nobody up. */
    noticed(taskId: string, { atOnce = false }: { atOnce?: boolean } = {}): void {
      store.notice(team, [taskId], now().getTime() + (atOnce ? 0 : times.noticedMs)).catch((err: unknown) => {
        log.warn({ err, task: taskId }, "a task is looked at later than it could be");
      });
    },

    start(): void {
      timer = setInterval(() => {
        round ??= lookAtDue().finally(() => {
          round = undefined;
        });
      }, times.roundMs);
    },

    /** Resolves when the look that is under way has ended. */
    async stop(): Promise<void> {
      isStopped = true;
      clearInterval(timer);
      await round;
    },
  };
}

/** Who accounts are. */
type Identities = Readonly<Record<string, Identity>>;

/** A task as the channels that follow it are told of it. */
function sumUp(
  task: Task,
  counts: readonly WorkerCounts[],
  { seen, watch, at }: { seen: SeenTask; watch: TaskWatch; at: number },
): TaskForChannels {
  const { work, review } = progressOf(task, counts);
  const labeled = seen.workers.map(labeledBy);
  return {
    status: task.status,
    isOpen: seen.isOpen,
    ...(work !== undefined && { work }),
    waiting: isWorthReview(seen) ? watch.waiting : 0,
    labels: labeled.reduce((sum, labels) => sum + labels, 0),
    people: labeled.filter((labels) => labels > 0).length,
    isFinished: seen.isFinished,
    tookMs: at - (watch.begunAt ?? at),
    shown: checksum(JSON.stringify([task.name, task.status, inPercent(work), inPercent(review), task.work.workers])),
  };
}

/** As finely as a card shows it. */
const inPercent = (fraction: number | undefined): number | null =>
  fraction === undefined ? null : Math.floor(fraction * 100);

/** What changed in this hour; at first what was there before, so that it is no work of this hour. */
function changedCounts(
  before: TaskWatch | undefined,
  { workers }: TaskWatch,
  { at, isOld }: { at: number; isOld: boolean },
): HourCount[] {
  const hour = Math.floor(at / HOUR_MS);
  return Object.entries(workers).flatMap(([account, { labeled }]) => {
    const earlier = before?.workers[account];
    if (earlier) return earlier.labeled === labeled ? [] : [{ account, hour, labeled }];
    const first = { account, hour: hour - 1, labeled: isOld && !before ? labeled : 0 };
    return first.labeled === labeled ? [first] : [first, { account, hour, labeled }];
  });
}
