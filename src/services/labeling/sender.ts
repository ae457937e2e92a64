import type { AwaitedAcks } from "../../domain/awaited-acks.ts";
import type { Log } from "../../domain/log.ts";
import { newEvent } from "../../domain/notifications/events.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Hand, Hands } from "./hands.ts";
import { AT_ONCE, createLanes } from "./lanes.ts";
import type { Lane, LaneQueue } from "./ports.ts";
import { pauseAfter, TOLD_AFTER } from "./refusals.ts";
import { createRounds } from "./rounds.ts";
import type { LabelingTimes } from "./times.ts";

/** Lanes that are taken up in a round. */
const LANES_AT_ONCE = 50;

/** Somebody waits with a window open. */
const CLEARED_WITHIN_MS = 10_000;

/** Carries out what is open of a lane; rejects with `TasksApiError` where that has to wait. */
type Job = () => Promise<void>;

/**
 * Works through what people have said and decided, lane by lane and behind the acks: what a lane is woken for, and what is due. What
 * cannot be sent now is due again later, and its person is told once that it waits.
 */
export function createSender(deps: {
  /** Whose lanes are taken up. */
  team: string;
  what: "labels" | "verdicts";
  /** The event that tells somebody that theirs wait. */
  waits: "label.waits" | "review.waits";
  queue: LaneQueue;
  findTaskName: (lane: Lane) => Promise<string | undefined>;
  /** After this, somebody else may take a lane for abandoned. Far above what its few calls take. */
  leaseMs: number;
  /** `isTakenUp`: somebody else may have begun, and not lived to note it. */
  carryOut: (lane: Lane, isTakenUp: boolean) => Promise<void>;
  /** Asks for what this person needs next, ahead of need; rejects with `TasksApiError`. */
  prepareNext?: (lane: Lane) => Promise<void>;
  hands: Pick<Hands, "as">;
  acks: Pick<AwaitedAcks, "areAny" | "quietMs">;
  requestScope?: Pick<RequestScope, "run" | "current">;
  /** The outbox has something to send. */
  wakeNotifications: () => void;
  times: LabelingTimes;
  log: Log;
}) {
  const {
    team,
    what,
    waits,
    queue,
    findTaskName,
    leaseMs,
    carryOut,
    prepareNext,
    hands,
    acks,
    requestScope = NO_REQUESTS,
    wakeNotifications,
    times,
    log,
  } = deps;
  const lanes = createLanes({ acks, requestScope, work: visit });
  const rounds = createRounds({ everyMs: times.roundMs, work: takeUp });

  /** Never rejects. */
  async function visit(lane: Lane, isTakenUp: boolean): Promise<void> {
    await attempt(lane, () => carryOut(lane, isTakenUp));
    try {
      await prepareNext?.(lane);
    } catch (err) {
      if (err instanceof TasksApiError) log.warn({ err, ...lane }, "what comes next is asked for when it is needed");
      else log.error({ err, ...lane }, "what comes next could not be asked for");
    }
  }

  /** Never rejects: what failed is due again later. */
  async function attempt(lane: Lane, job: Job): Promise<void> {
    try {
      await job().catch((err: unknown) => {
        if (err instanceof TasksApiError) return postpone(lane, err);
        throw err;
      });
    } catch (err) {
      log.error({ err, ...lane }, `${what} could not be sent; they are tried again`);
    }
  }

  async function postpone(lane: Lane, error: TasksApiError): Promise<void> {
    const { person, taskId } = lane;
    log.warn({ err: error, ...lane }, `${what} wait: the other side does not take them now`);
    const name = (await findTaskName(lane)) ?? taskId;
    const needsKey = error.code === "unauthorized";
    await queue.postpone(lane, ({ attempts, oldest }) => {
      const isTold = needsKey || attempts >= TOLD_AFTER;
      // Once for as long as the same ones wait.
      const how = { dedupeKey: `${waits}:${oldest}` };
      const told = newEvent(waits, { team: lane.team, person, task: { id: taskId, name }, needsKey }, how);
      return { delayMs: pauseAfter(error, attempts, times), events: isTold ? [told] : [] };
    });
    wakeNotifications();
  }

  async function takeUp(): Promise<void> {
    try {
      for (const { lane, request } of await queue.claimDue(team, LANES_AT_ONCE, leaseMs))
        requestScope.run(request, () => lanes.wake(lane, { isTakenUp: true }));
    } catch (err) {
      log.error({ err }, `${what} that are due could not be looked for; they are looked for again`);
    }
  }

  return {
    /** The lane has something to be carried out: as soon as nobody waits for an ack. */
    wake: (lane: Lane): void => lanes.wake(lane),

    /** Does this for the lane now, for somebody who waits. */
    now: (lane: Lane, job: Job): Promise<void> => lanes.now(lane, () => attempt(lane, job)),

    /** Carries out what is open of the lane as `job` does; to be called while nothing else is done for it. Never rejects. */
    attempt,

    /** Does this for somebody who waits, while nothing else is done for the lane. */
    inTurn: lanes.now,

    /** Does this for the lane, and then the next thing as its person. */
    nowAndThen: <T>(lane: Lane, job: Job, next: (hand: Hand) => Promise<T>): Promise<T> =>
      lanes.now(lane, async () => {
        await attempt(lane, job);
        return hands.as(lane.team, lane.person, next);
      }),

    /** What stood in this person's way may be gone: what was tried in vain is tried again at once. */
    async retry(person: string): Promise<void> {
      await queue.hasten(team, person);
      await takeUp();
    },

    /** Does this for every lane in which something waits, whenever that is due, for somebody who waits. Gives how much is left then. */
    async clear(job: (lane: Lane) => Promise<void>): Promise<number> {
      const open = (await queue.listOpen(team)).values();
      const until = performance.now() + CLEARED_WITHIN_MS;
      const workOff = async (): Promise<void> => {
        for (const { lane } of open) {
          if (performance.now() >= until) return;
          await lanes.now(lane, () => attempt(lane, () => job(lane)));
        }
      };
      const all = Promise.all(Array.from({ length: AT_ONCE }, workOff));
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, CLEARED_WITHIN_MS).unref();
      });
      await Promise.race([all, late]);
      return (await queue.listOpen(team)).reduce((sum, lane) => sum + lane.open, 0);
    },

    start: (): void => rounds.start(),

    /** Resolves when what is under way has ended; what waits is due at the next start. */
    async stop(): Promise<void> {
      await rounds.stop();
      await lanes.stop();
    },
  };
}
