import * as z from "zod";
import type { TaskWatch } from "../domain/follow/task-watch.ts";
import type {
  AskKind,
  EventPayloads,
  LabelerBehind,
  ReviewReady,
  TaskFinished,
  WorkReminder,
  WorkStalled,
  WorkStillStalled,
} from "../domain/notifications/events.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import type { Role } from "../domain/settings/preferences.ts";
import type { Asked } from "../views/asked.ts";
import {
  askReview,
  askToBegin,
  askToGoOn,
  buildAsk,
  buildBehind,
  buildFinished,
  buildReviewOver,
  buildStillStalled,
  tellBehind,
  tellFinished,
  tellStillStalled,
} from "../views/follow/messages.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import { editMessage } from "./shared/edit-message.ts";
import type { HeldNotifications, Notification } from "./shared/notification.ts";
import { cardOrWait } from "./shared/or-wait.ts";
import type { FindWatch, LoadCard, Message, ReviewAskStore } from "./shared/ports.ts";
import { Named } from "./shared/read-payloads.ts";

const Told = {
  team: z.string(),
  person: z.string(),
  task: Named,
  isReleased: z.boolean().exactOptional(),
};
const Proportion = z.object({ hits: z.number(), of: z.number() });
const Interval = z.object({ low: z.number(), high: z.number() });
const Idle = { account: z.string(), left: z.number(), since: z.number(), hasBegun: z.boolean() };

/** Versions that asked anew each time have not noted it. */
const Ready = z.object({
  ...Told,
  waiting: z.number(),
  isNew: z.boolean().default(true),
}) satisfies z.ZodType<ReviewReady>;
const Stalled = z.object({ ...Told, ...Idle }) satisfies z.ZodType<WorkStalled>;
const Reminder = z.object({ ...Told, from: z.string() }) satisfies z.ZodType<WorkReminder>;
const StillStalled = z.object({
  ...Told,
  workers: z.array(z.object({ ...Idle, name: z.string() })),
  total: z.number(),
  canBeHandedOver: z.boolean().exactOptional(),
}) satisfies z.ZodType<WorkStillStalled>;
const Behind = z.object({
  ...Told,
  name: z.string(),
  by: z.enum(["review", "agreement"]).exactOptional(),
  accepted: Proportion,
  interval: Interval,
  others: Proportion,
}) satisfies z.ZodType<LabelerBehind>;
const Finished = z.object({
  ...Told,
  workers: z.array(z.object({ name: z.string(), labeled: z.number(), accepted: Proportion.exactOptional() })),
  total: z.number(),
  tookMs: z.number(),
  agreement: z.object({ alpha: z.number(), interval: Interval.exactOptional() }).exactOptional(),
}) satisfies z.ZodType<TaskFinished>;

/** What following tasks asks of people. What was put off is told as it is by then, or not at all. */
export function createFollowNotifications(deps: {
  /** The message in which each reviewer was last asked to review a task. */
  asks: ReviewAskStore;
  courtesy: Pick<Courtesy, "putOff">;
  findWatch: FindWatch;
  loadCard: LoadCard;
  findName: FindName;
}) {
  const { asks, courtesy, findWatch, loadCard, findName } = deps;

  /** One kind: `now` is what of it is still so, `list` says it among others and `build` by itself. */
  function ask<K extends AskKind, Now = EventPayloads[K]>(
    kind: K,
    entry: {
      readonly payload: z.ZodType<EventPayloads[K]>;
      readonly role?: Role;
      readonly now: (told: EventPayloads[K]) => Promise<Now | undefined>;
      readonly list: (now: Now) => Asked;
      readonly build: (now: Now) => Message;
    },
  ): Notification<K> & Required<Pick<Notification<K>, "listed">> {
    const { payload, role, now, list, build } = entry;
    return {
      payload,
      async deliver(told, { slack }) {
        const current = await now(told);
        if (current !== undefined) await slack.post(told.person, build(current));
        return [];
      },
      place: ({ person }) => person,
      waits: (told) => courtesy.putOff(kind, told, { isOnce: true, ...(role && { role }) }),
      async listed(told) {
        const current = await now({ ...told, isReleased: true });
        return current && list(current);
      },
    };
  }

  const waitingNow = async ({ team, task }: ReviewReady): Promise<number> =>
    (await findWatch(team, task.id))?.waiting ?? 0;

  return {
    "review.ready": {
      payload: Ready,
      async deliver(ready, { slack }) {
        const { team, person, task, isReleased, isNew } = ready;
        const waiting = isReleased ? await waitingNow(ready) : ready.waiting;
        const message =
          waiting === 0 ? buildReviewOver(ready) : buildAsk("review-ready", askReview({ ...ready, waiting }));
        const key = { team, person, taskId: task.id };
        if (!isNew) {
          const asked = await asks.find(key);
          if (asked) await editMessage(slack, asked, message);
          return [];
        }
        if (waiting > 0) await asks.save(key, await slack.post(person, message));
        return [];
      },
      place: ({ person, isNew }) => (isNew ? person : undefined),
      // Who was not asked yet, or muted it, has no message that could say another number; and an edit disturbs nobody.
      waits: async (ready) =>
        ready.isNew ? courtesy.putOff("review.ready", ready, { role: "reviewer", isOnce: true }) : { tell: ready },
      async listed(ready) {
        const waiting = await waitingNow(ready);
        return waiting === 0 ? undefined : askReview({ ...ready, waiting });
      },
    },
    "work.stalled": ask("work.stalled", {
      payload: Stalled,
      role: "worker",
      async now(stalled) {
        const { team, task, isReleased } = stalled;
        return !isReleased || isStillIdle(await findWatch(team, task.id), stalled) ? stalled : undefined;
      },
      list: askToGoOn,
      build: (stalled) => buildAsk("stalled", askToGoOn(stalled)),
    }),
    "work.still-stalled": ask("work.still-stalled", {
      payload: StillStalled,
      async now(stalled) {
        const { team, task, isReleased } = stalled;
        if (!isReleased) return stalled;
        const watch = await findWatch(team, task.id);
        const workers = stalled.workers.filter((idle) => isStillIdle(watch, idle));
        const total = stalled.total - stalled.workers.length + workers.length;
        return workers.length === 0 ? undefined : { ...stalled, workers, total };
      },
      list: tellStillStalled,
      build: buildStillStalled,
    }),
    "work.reminder": ask("work.reminder", {
      payload: Reminder,
      role: "worker",
      async now({ team, person, task, from }) {
        const card = await cardOrWait(loadCard(team, task.id, person), "no reminder");
        const work = card?.own?.work;
        // Who has begun meanwhile needs no reminder, and a task that is over asks for nothing.
        if (!work?.waits || (work.figures?.done ?? 0) > 0) return undefined;
        const left = work.isOnRequest ? undefined : work.figures?.left;
        return askToBegin({ task }, { from: await nameOrColleague(findName)(from), left });
      },
      list: (asked) => asked,
      build: (asked) => buildAsk("reminder", asked),
    }),
    "labeler.behind": ask("labeler.behind", {
      payload: Behind,
      now: async (behind) => behind,
      list: tellBehind,
      build: buildBehind,
    }),
    "task.finished": ask("task.finished", {
      payload: Finished,
      now: async (finished) => finished,
      list: tellFinished,
      build: buildFinished,
    }),
  } satisfies Partial<HeldNotifications>;
}

function isStillIdle(watch: TaskWatch | undefined, { account, since }: { account: string; since: number }): boolean {
  const worker = watch?.workers[account];
  return worker !== undefined && worker.since === since && worker.left > 0;
}
