import type { Log } from "../../domain/log.ts";
import type { NewEvent, OutboxEvent } from "../../domain/notifications/events.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import { UNWATCHED, type Watch } from "../../domain/watch.ts";
import type { OpenedEvent } from "../shared/notification.ts";
import { UnreadableEvent } from "../shared/notification.ts";
import type { Outbox } from "../shared/ports.ts";
import type { NotificationTimes } from "../shared/times.ts";
import { createFailures, MAX_ATTEMPTS } from "./failures.ts";
import { createHolds, type Hold } from "./holds.ts";
import { createLeases, LEASE_MS } from "./leases.ts";
import { createPacer } from "./pacer.ts";

/** Slack's limits are counted per workspace and method; more at once only brings its 429 nearer. */
const AT_ONCE = 8;
/** Something is due, but held by another replica at this moment: no busy waiting for it. */
const SHORTEST_PAUSE_MS = 100;

/** An event of another version is looked at again after this time: the one that reads it may have been started by then. */
const UNREADABLE_RETRY_MS = 600_000;

/** An event that is being sent, and what its kind makes of it. */
type Sent = { readonly event: OutboxEvent; readonly opened: OpenedEvent };

/** What came of one attempt; `put_off` says nothing about the event: it is in turn, held, or Slack asks to wait. */
type Outcome = "sent" | "retried" | "put_off" | "dead" | "failed";

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
  /** Reads an event as its kind has it. Throws `UnreadableEvent` for one of another version. */
  open: (event: OutboxEvent) => OpenedEvent;
  /** What follows when Slack takes messages again that it has refused for the token's or the app's sake. */
  onHoldEnded?: (hold: Hold) => readonly NewEvent[];
  times: Pick<NotificationTimes, "poll" | "firstBackoff" | "spacing" | "firstProbe">;
  /** An event is sent for the request that it was written for, whoever wakes the sender. */
  requestScope?: RequestScope;
  watch?: Watch;
  log: Log;
  now: () => Date;
  /** 0 ≤ random() < 1. */
  random?: () => number;
}): Dispatcher {
  const { outbox, open, onHoldEnded = () => [], times, log, now, random = Math.random } = deps;
  const { requestScope = NO_REQUESTS, watch = UNWATCHED } = deps;
  const holds = createHolds({ firstPauseMs: times.firstProbe, now, log, onEnded: (hold) => void tellEnded(hold) });
  const pacer = createPacer({ spacingMs: times.spacing, now });
  const failures = createFailures({ holds, pacer, times, log, now, random });
  const leases = createLeases({ outbox, now, log });
  const inFlight = new Set<Promise<void>>();
  /** Kinds of which an event could not be read. */
  const unreadable = new Set<string>();
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
    wakeAt(next ?? after(times.poll));
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
      const events = await outbox.claim(free, LEASE_MS, { except: holds.kinds() });
      for (const event of events) begin(event, false);
      mayHoldMore = events.length === free;
      if (!mayHoldMore) return;
    }
  }

  /** Sends one event of a kind that is held, to see whether Slack takes it now. */
  async function probe(kind: string): Promise<void> {
    const [event] = await outbox.claim(1, LEASE_MS, { only: kind });
    if (event) {
      holds.begin(kind);
      return begin(event, true);
    }
    if ((await outbox.nextDueAt({ only: kind })) === undefined) holds.drop(kind);
    else holds.settleProbe(kind);
  }

  function begin(event: OutboxEvent, isProbe: boolean): void {
    if (!leases.begin(event.id)) return;
    const sending = requestScope.run(event.request, () =>
      watch({ what: "event", name: event.kind }, async (note) => note(await send(event, isProbe))),
    );
    track(sending.finally(() => leases.end(event.id)));
  }

  function track(sending: Promise<void>): void {
    const tracked = sending.finally(() => {
      inFlight.delete(tracked);
      // Half of the places at a time: a claim for each single one would double the writes.
      if (mayHoldMore && inFlight.size <= AT_ONCE / 2) wake();
    });
    inFlight.add(tracked);
  }

  /** Never rejects: what cannot be recorded is claimed again when its lease is over. */
  async function send(event: OutboxEvent, isProbe: boolean): Promise<Outcome> {
    try {
      const opened = openOrKeep(event);
      if (opened instanceof UnreadableEvent)
        return await postpone(event, after(UNREADABLE_RETRY_MS), opened.message, { untried: true });
      const until = pacer.mustWaitUntil(event.id, opened.place);
      if (until) return await postpone(event, until, "in turn", { untried: true });
      // It was taken up that often and never ended, not even in an error: it takes its process down.
      if (event.attempts >= MAX_ATTEMPTS) return await bury({ event, opened }, "given up: no attempt ended");
      return await attempt({ event, opened }, isProbe);
    } catch (error) {
      log.error({ err: error, event: event.id, kind: event.kind }, "the outcome of an event could not be recorded");
      return "failed";
    } finally {
      if (isProbe) holds.settleProbe(event.kind);
    }
  }

  /** What another version of the app has written is kept for it, and said once for each kind. */
  function openOrKeep(event: OutboxEvent): OpenedEvent | UnreadableEvent {
    try {
      return open(event);
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      if (!unreadable.has(event.kind))
        log.error({ err: error, event: event.id }, "an event of another version is kept");
      unreadable.add(event.kind);
      return error;
    }
  }

  async function attempt(sent: Sent, isProbe: boolean): Promise<Outcome> {
    const { event, opened } = sent;
    let followUps: readonly NewEvent[];
    try {
      followUps = await opened.deliver();
    } catch (error) {
      const verdict = failures.judge(event, error, { place: opened.place, isProbe });
      const reason = error instanceof Error ? error.message : String(error);
      if (verdict.what === "bury") return await bury(sent, reason);
      return await postpone(event, verdict.dueAt, reason, { untried: verdict.untried });
    }
    holds.passed(event.kind);
    await outbox.complete(event.id, followUps);
    wakeAfter(event, followUps);
    return "sent";
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

  async function postpone(
    event: OutboxEvent,
    dueAt: Date,
    reason: string,
    options: { untried: boolean },
  ): Promise<Outcome> {
    await outbox.postpone(event.id, dueAt, reason, options);
    wakeAt(dueAt);
    return options.untried ? "put_off" : "retried";
  }

  async function bury({ event, opened }: Sent, reason: string): Promise<Outcome> {
    const followUps = opened.whenBuried(reason);
    await outbox.bury(event.id, reason, followUps);
    wakeAfter(event, followUps);
    return "dead";
  }

  /** What follows from it is there, and what has waited for it may go. */
  function wakeAfter(event: OutboxEvent, followUps: readonly NewEvent[]): void {
    if (followUps.length > 0 || event.subject !== undefined) wake();
  }

  const after = (ms: number): Date => new Date(now().getTime() + Math.ceil(ms));

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
