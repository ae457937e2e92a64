import type { Log } from "../../domain/log.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";
import type { ClaimedEvent } from "../../domain/notifications/outbox-event.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import { UNWATCHED, type Watch } from "../../domain/watch.ts";
import type { OpenedEvent } from "../shared/notification.ts";
import type { Messenger, Outbox } from "../shared/ports.ts";
import type { NotificationTimes } from "../shared/times.ts";
import { createFailures } from "./failures.ts";
import { createHolds, type Hold } from "./holds.ts";
import { later } from "./later.ts";
import { createLeases, LEASE_MS, type Reading } from "./leases.ts";
import { createEventSender } from "./send-event.ts";

/** Slack's limits are counted per workspace and method; more at once only brings its 429 nearer. */
const AT_ONCE = 8;
/** Something is due, but more had to be given slots than one claim does, or another replica holds it at this moment: no busy waiting for it. */
const SHORTEST_PAUSE_MS = 25;

export type Dispatcher = {
  start(): void;
  /** To be called after events were written: they are sent at once. */
  wake(): void;
  /** Claims no more, and resolves when what is in flight has ended. */
  stop(): Promise<void>;
  /** Why messages wait, where Slack refuses the token or the app. */
  holds(): readonly Hold[];
};

/** Sends what the outbox holds: each event at least once, in the order of its time, several at once, none because of another. */
export function createDispatcher(deps: {
  outbox: Pick<Outbox, "add" | "claim" | "renew" | "nextDueAt" | "complete" | "postpone" | "bury">;
  messenger: Messenger;
  /** Reads an event as its kind has it. Throws `UnreadableEvent` for one of another version. */
  open: (event: ClaimedEvent) => OpenedEvent;
  /** What follows when an event is given up. */
  whenBuried: (event: ClaimedEvent, reason: string) => readonly NewEvent[];
  /** What follows when Slack takes messages again that it has refused for the token's or the app's sake. */
  onHoldEnded?: (hold: Hold) => readonly NewEvent[];
  times: Pick<NotificationTimes, "poll" | "firstBackoff" | "spacing" | "firstProbe">;
  /** An event is sent for the request that it was written for, whoever wakes the sender. */
  requestScope?: RequestScope;
  watch?: Watch;
  log: Log;
  now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  steady?: () => number;
  /** 0 ≤ random() < 1. */
  random?: () => number;
}): Dispatcher {
  const { outbox, messenger, open, whenBuried, onHoldEnded = () => [], times, log, now, random = Math.random } = deps;
  const { requestScope = NO_REQUESTS, watch = UNWATCHED } = deps;
  const holds = createHolds({ firstPauseMs: times.firstProbe, now, log, onEnded: (hold) => void tellEnded(hold) });
  const pacing = { placeOf, spacingMs: times.spacing };
  const failures = createFailures({ holds, times, log, now, random });
  const leases = createLeases({ outbox, now, log, ...(deps.steady && { steady: deps.steady }) });
  const onDue = (at?: Date): void => (at ? wakeAt(at) : wake());
  const sendEvent = createEventSender({ outbox, messenger, open, whenBuried, holds, failures, onDue, now, log });
  const inFlight = new Set<Promise<void>>();
  let running = false;
  let wanted = false;
  let mayHoldMore = false;
  let round: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  function wake(): void {
    if (!running) return;
    wanted = true;
    round ??= requestScope.run(undefined, runRound).finally(() => {
      round = undefined;
      // Somebody may have called while the round was ending.
      if (wanted) wake();
    });
  }

  async function runRound(): Promise<void> {
    clearTimeout(timer);
    timerAt = Number.POSITIVE_INFINITY;
    let next: Date | undefined;
    try {
      while (running && wanted) {
        wanted = false;
        await fillPlaces();
      }
      next = earlier(await outbox.nextDueAt({ except: holds.kinds() }), holds.nextProbeAt());
    } catch (error) {
      log.error({ err: error }, "the outbox cannot be read");
    }
    wakeAt(next ?? later(now, times.poll));
  }

  /** Wakes at this time or earlier, and never later than the next poll. */
  function wakeAt(at: Date): void {
    const time = now().getTime();
    const pause = Math.min(times.poll, Math.max(SHORTEST_PAUSE_MS, at.getTime() - time));
    if (!running || timerAt <= time + pause) return;
    clearTimeout(timer);
    timerAt = time + pause;
    timer = setTimeout(wake, pause);
  }

  async function fillPlaces(): Promise<void> {
    for (const kind of holds.toProbe()) await probe(kind);
    while (running && inFlight.size < AT_ONCE) {
      const free = AT_ONCE - inFlight.size;
      const asked = leases.read();
      const events = await outbox.claim(free, LEASE_MS, { except: holds.kinds() }, pacing);
      for (const event of events) begin(event, asked, false);
      mayHoldMore = events.length === free;
      if (!mayHoldMore) return;
    }
  }

  /** Sends one event of a kind that is held, to see whether Slack takes it now. */
  async function probe(kind: string): Promise<void> {
    const asked = leases.read();
    const [event] = await outbox.claim(1, LEASE_MS, { only: kind }, pacing);
    if (event) {
      holds.begin(kind);
      return begin(event, asked, true);
    }
    if ((await outbox.nextDueAt({ only: kind })) === undefined) holds.drop(kind);
    else holds.settleProbe(kind);
  }

  /** What cannot be read is sent nowhere, and says so when it is its turn (send-event.ts). */
  function placeOf(event: ClaimedEvent): string | undefined {
    try {
      return open(event).place;
    } catch {
      return undefined;
    }
  }

  function begin(event: ClaimedEvent, asked: Reading, isProbe: boolean): void {
    const lease = leases.begin(event, asked);
    if (!lease) return;
    const sending = requestScope.run(event.request, () =>
      watch({ what: "event", name: event.kind }, async (note) => note(await sendEvent(event, lease, isProbe))),
    );
    track(
      sending.finally(() => {
        lease.end();
        if (isProbe) holds.settleProbe(event.kind);
      }),
    );
  }

  function track(sending: Promise<void>): void {
    const tracked = sending.finally(() => {
      inFlight.delete(tracked);
      // Half of the places at a time: a claim for each single one would double the writes.
      if (mayHoldMore && inFlight.size <= AT_ONCE / 2) wake();
    });
    inFlight.add(tracked);
  }

  /** Never rejects: a hold that ends untold is in the log. */
  async function tellEnded(hold: Hold): Promise<void> {
    try {
      await outbox.add(onHoldEnded(hold));
      wake();
    } catch (error) {
      log.error({ err: error, slackError: hold.word }, "the end of a hold could not be told");
    }
  }

  return {
    start() {
      running = true;
      leases.start();
      wake();
    },
    wake,
    holds: () => holds.list(),
    async stop() {
      running = false;
      wanted = false;
      await round;
      clearTimeout(timer);
      await Promise.all(inFlight);
      leases.stop();
    },
  };
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}
