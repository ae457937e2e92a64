import { type AwaitedAcks, untilLull } from "../../domain/awaited-acks.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import type { Lane } from "./ports.ts";

/** Lanes that are worked on at once. The Tasks API would answer more with 429. */
export const AT_ONCE = 8;
/** While others wait for their acks: no standstill, and hardly in the way. */
const AT_ONCE_BESIDE_ACKS = 1;
/** Somebody who presses without a pause is answered first. */
const WAIT = { lullMs: 50, longestMs: 1_000 };

/** A lane as the key of a map. */
const keyOf = ({ team, person, taskId }: Lane): string => JSON.stringify([team, person, taskId]);

/** `request`: the first of those that have woken it. */
type Woken = {
  readonly lane: Lane;
  readonly isTakenUp: boolean;
  readonly at: number;
  readonly request: string | undefined;
};

/**
 * The queue behind the acks, by lane: what is to be done for one person's work on one task is done one after the other, and for
 * several people at once, a few at a time.
 */
export function createLanes(deps: {
  acks: Pick<AwaitedAcks, "areAny" | "quietMs">;
  /**
   * What is to be done for a lane that was woken. `isTakenUp`: somebody else may have begun and not lived to note it.
   * Never rejects.
   */
  work: (lane: Lane, isTakenUp: boolean) => Promise<void>;
  requestScope?: Pick<RequestScope, "run" | "current"> | undefined;
}) {
  const { acks, work, requestScope = NO_REQUESTS } = deps;
  const woken = new Map<string, Woken>();
  const underWay = new Map<string, Promise<unknown>>();
  let isStopped = false;
  let look: ReturnType<typeof setTimeout> | undefined;

  function fill(): void {
    clearTimeout(look);
    look = undefined;
    for (const [key, { lane, isTakenUp, at, request }] of woken) {
      if (underWay.size >= (acks.areAny() ? AT_ONCE_BESIDE_ACKS : AT_ONCE)) return;
      if (underWay.has(key)) continue;
      const waitMs = isStopped ? 0 : untilLull(acks, WAIT, at);
      if (waitMs > 0) {
        look ??= setTimeout(fill, waitMs);
        continue;
      }
      woken.delete(key);
      void requestScope.run(request, () => run(key, () => work(lane, isTakenUp)));
    }
  }

  async function run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const running = job();
    const ended = running.catch(() => undefined);
    underWay.set(key, ended);
    try {
      return await running;
    } finally {
      if (underWay.get(key) === ended) underWay.delete(key);
      fill();
    }
  }

  return {
    /** The lane has something to be done; nothing after a stop, when it is left to the next start. */
    wake(lane: Lane, { isTakenUp = false } = {}): void {
      if (isStopped) return;
      const key = keyOf(lane);
      const before = woken.get(key);
      woken.set(key, {
        lane,
        isTakenUp: isTakenUp || before?.isTakenUp === true,
        at: before?.at ?? performance.now(),
        request: before ? before.request : requestScope.current(),
      });
      fill();
    },

    /** Does this for somebody who waits, as soon as what is under way for the lane has ended. */
    async now<T>(lane: Lane, job: () => Promise<T>): Promise<T> {
      const key = keyOf(lane);
      while (underWay.has(key)) await underWay.get(key);
      return run(key, job);
    },

    /** Does what was woken until now, without a wait, and takes no more; resolves when it has ended. */
    async stop(): Promise<void> {
      isStopped = true;
      fill();
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
