import { type AwaitedAcks, untilLull } from "../../domain/awaited-acks.ts";
import type { Log } from "../../domain/log.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import type { HeldSubmission } from "../../domain/submissions/submission.ts";
import type { SubmissionJournal } from "../ports.ts";

/**
 * Promises that are carried out at once. Each makes several calls and writes, while others still wait for their acks, which
 * are due within three seconds; the Tasks API would answer more at once with 429.
 */
const AT_ONCE = 8;
/** While others wait for their acks: no standstill, and hardly in the way. */
const AT_ONCE_BESIDE_ACKS = 1;
/** Whoever sends one form after the other is answered first; nobody notices so little before the outcome. */
const WAIT = { lullMs: 20, longestMs: 500 };

/** After this, somebody else may take a submission for abandoned; while this process holds it, it is renewed. */
export const LEASE_MS = 20_000;
const RENEWED_EVERY_MS = 5_000;
/** Far above what a runner takes, which tells the lead within ten seconds: one that hangs is not renewed for ever. */
const LONGEST_MS = 60_000;

/** A submission that this process holds a lease of, and what is to be done about it. */
export type Carried = { readonly held: HeldSubmission; readonly work: () => Promise<void> };

/**
 * The queue behind the acks: what was promised is carried out in the order of its coming, a few at once. What waits is in the
 * journal, and its lease is kept; nothing is lost with the process.
 */
export function createCarryingOut(deps: {
  journal: Pick<SubmissionJournal, "renew" | "release">;
  acks: Pick<AwaitedAcks, "areAny" | "quietMs" | "onNone">;
  /** What is carried out is done for the request that has put it there. */
  requestScope?: Pick<RequestScope, "run" | "bind">;
  log: Log;
}) {
  const { journal, acks, requestScope = NO_REQUESTS, log } = deps;
  const waiting: (Carried & { readonly since: number })[] = [];
  /** When each one under way began, on a clock that nobody sets. */
  const underWay = new Map<Carried, { readonly since: number; readonly ended: Promise<void> }>();
  let isStopped = false;
  let renewing: ReturnType<typeof setInterval> | undefined;
  let look: ReturnType<typeof setTimeout> | undefined;

  function fill(): void {
    clearTimeout(look);
    while (underWay.size < (acks.areAny() ? AT_ONCE_BESIDE_ACKS : AT_ONCE)) {
      const [next] = waiting;
      if (next === undefined) break;
      const waitMs = isStopped ? 0 : untilLull(acks, WAIT, next.since);
      if (waitMs > 0) {
        look = setTimeout(fill, waitMs);
        break;
      }
      waiting.shift();
      underWay.set(next, { since: performance.now(), ended: carryOut(next) });
    }
    if (underWay.size > 0)
      renewing ??= requestScope.run(undefined, () => setInterval(() => void renew(), RENEWED_EVERY_MS));
    else {
      clearInterval(renewing);
      renewing = undefined;
    }
  }

  /** Never rejects: what is not settled is taken up again when its lease is over. */
  async function carryOut(carried: Carried): Promise<void> {
    try {
      await carried.work();
    } catch (err) {
      log.error(
        { err, submission: carried.held.id },
        "what was promised could not be carried out; it is taken up again",
      );
    }
    underWay.delete(carried);
    fill();
  }

  async function renew(): Promise<void> {
    const started = [...underWay].filter(([, { since }]) => performance.now() - since < LONGEST_MS);
    const held = [...started.map(([carried]) => carried.held), ...waiting.map((carried) => carried.held)];
    try {
      await journal.renew(held, LEASE_MS);
    } catch (err) {
      log.warn({ err, submissions: held.length }, "promises of this process could not be kept from others");
    }
  }

  /** Leaves it to whoever comes next, at once rather than when the lease is over. */
  async function release(left: readonly Carried[]): Promise<void> {
    if (left.length === 0) return;
    try {
      await journal.release(left.map(({ held }) => held));
    } catch (err) {
      log.warn({ err, submissions: left.length }, "promises are left to the next start, once their leases are over");
    }
  }

  const stopListening = acks.onNone(fill);

  return {
    /** Puts it at the end of the queue; resolves when it is there, or, after a stop, left to the next start. */
    async add(carried: Carried): Promise<void> {
      if (isStopped) return release([carried]);
      waiting.push({ ...carried, work: requestScope.bind(carried.work), since: performance.now() });
      fill();
    },

    /** Ids of what is in it: not to be taken up from ourselves, where the clock was set back. */
    ids: () => [...underWay.keys(), ...waiting].map(({ held }) => held.id),

    /** How many wait for a place, and how many have one. */
    sizes: () => ({ waiting: waiting.length, running: underWay.size }),

    /** Begins what has only waited for a lull, and leaves the others to the next start. Resolves when what is under way has ended. */
    async stop(): Promise<void> {
      isStopped = true;
      fill();
      await release(waiting.splice(0));
      await Promise.all([...underWay.values()].map(({ ended }) => ended));
      stopListening();
    },
  };
}
