import { z } from "zod";
import type { TaskWatch } from "../domain/follow/task-watch.ts";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import {
  type LabelerBehind,
  newEvent,
  type ReviewReady,
  type TaskFinished,
  type WorkReminder,
  type WorkStalled,
  type WorkStillStalled,
} from "../domain/notifications/events.ts";
import type { FindName } from "../domain/people/person.ts";
import {
  buildBehind,
  buildFinished,
  buildReminder,
  buildReviewOver,
  buildReviewReady,
  buildStalled,
  buildStillStalled,
} from "../views/follow/messages.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import { editMessage } from "./shared/edit-message.ts";
import type { Notifications } from "./shared/notification.ts";
import type { FindWatch, LoadCard, Message, Messenger, ReviewAskStore } from "./shared/ports.ts";
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
  messenger: Pick<Messenger, "post" | "update">;
  /** The message in which each reviewer was last asked to review a task. */
  asks: ReviewAskStore;
  courtesy: Pick<Courtesy, "putOff">;
  findWatch: FindWatch;
  loadCard: LoadCard;
  findName: FindName;
}) {
  const { messenger, asks, courtesy, findWatch, loadCard, findName } = deps;

  async function post(person: string, message: Message): Promise<[]> {
    await messenger.post(person, message);
    return [];
  }

  const place = ({ person }: { person: string }): string => person;

  return {
    "review.ready": {
      payload: Ready,
      async deliver(ready) {
        const { team, person, task, isReleased, isNew } = ready;
        const waiting = isReleased ? ((await findWatch(team, task.id))?.waiting ?? 0) : ready.waiting;
        const message = waiting === 0 ? buildReviewOver(ready) : buildReviewReady({ ...ready, waiting });
        const key = { team, person, taskId: task.id };
        if (!isNew) {
          const asked = await asks.find(key);
          if (asked) await editMessage(messenger, asked, message);
          return [];
        }
        if (waiting > 0) await asks.save(key, await messenger.post(person, message));
        return [];
      },
      place: ({ person, isNew }) => (isNew ? person : undefined),
      // Who was not asked yet, or muted it, has no message that could say another number; and an edit disturbs nobody.
      waits: async (ready) =>
        ready.isNew
          ? courtesy.putOff(ready, {
              role: "reviewer",
              isOnce: true,
              again: (later) => newEvent("review.ready", { ...ready, ...later }),
            })
          : { tell: ready },
    },
    "work.stalled": {
      payload: Stalled,
      async deliver(stalled) {
        const { team, person, task, isReleased } = stalled;
        if (isReleased && !isStillIdle(await findWatch(team, task.id), stalled)) return [];
        return post(person, buildStalled(stalled));
      },
      place,
      waits: (stalled) =>
        courtesy.putOff(stalled, {
          role: "worker",
          isOnce: true,
          again: (later) => newEvent("work.stalled", { ...stalled, ...later }),
        }),
    },
    "work.still-stalled": {
      payload: StillStalled,
      async deliver(stalled) {
        const { team, person, task, isReleased } = stalled;
        if (!isReleased) return post(person, buildStillStalled(stalled));
        const watch = await findWatch(team, task.id);
        const workers = stalled.workers.filter((idle) => isStillIdle(watch, idle));
        const total = stalled.total - stalled.workers.length + workers.length;
        return workers.length === 0 ? [] : post(person, buildStillStalled({ ...stalled, workers, total }));
      },
      place,
      waits: (stalled) =>
        courtesy.putOff(stalled, {
          isOnce: true,
          again: (later) => newEvent("work.still-stalled", { ...stalled, ...later }),
        }),
    },
    "work.reminder": {
      payload: Reminder,
      async deliver({ team, person, task, from }) {
        const loaded = await loadCard(team, task.id, person);
        if (loaded.kind === "unavailable") throw new DeliveryError("unavailable", `no reminder: ${loaded.reason}`);
        const work = loaded.kind === "card" ? loaded.card.own?.work : undefined;
        // Who has begun meanwhile needs no reminder, and a task that is over asks for nothing.
        if (!work?.waits || (work.figures?.done ?? 0) > 0) return [];
        const left = work.isOnRequest ? undefined : work.figures?.left;
        return post(person, buildReminder({ task }, { from: (await findName(from)) ?? "a colleague", left }));
      },
      place,
      waits: (reminder) =>
        courtesy.putOff(reminder, {
          role: "worker",
          isOnce: true,
          again: (later) => newEvent("work.reminder", { ...reminder, ...later }),
        }),
    },
    "labeler.behind": {
      payload: Behind,
      deliver: (behind) => post(behind.person, buildBehind(behind)),
      place,
      waits: (behind) =>
        courtesy.putOff(behind, {
          isOnce: true,
          again: (later) => newEvent("labeler.behind", { ...behind, ...later }),
        }),
    },
    "task.finished": {
      payload: Finished,
      deliver: (finished) => post(finished.person, buildFinished(finished)),
      place,
      waits: (finished) =>
        courtesy.putOff(finished, {
          isOnce: true,
          again: (later) => newEvent("task.finished", { ...finished, ...later }),
        }),
    },
  } satisfies Partial<Notifications>;
}

function isStillIdle(watch: TaskWatch | undefined, { account, since }: { account: string; since: number }): boolean {
  const worker = watch?.workers[account];
  return worker !== undefined && worker.since === since && worker.left > 0;
}
