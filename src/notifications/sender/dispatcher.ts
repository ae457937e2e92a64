import type { Log } from "../../domain/log.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import type { NewEvent, OutboxEvent } from "../../domain/notifications/events.ts";
import type { OpenedEvent } from "../shared/notification.ts";
import { UnreadableEvent } from "../shared/notification.ts";
import type { Outbox } from "../shared/ports.ts";
import type { NotificationTimes } from "../shared/times.ts";
import { createHolds, type Hold } from "./holds.ts";
import { createPacer } from "./pacer.ts";

/** Slack's limits are counted per workspace and method; more at once only brings its 429 nearer. */
const AT_ONCE = 8;
/** After it an event counts as lost by its process, and is sent by whoever is there; while it is being sent it is renewed. */
const LEASE_MS = 15_000;
const RENEWED_EVERY_MS = 5_000;
/** Far above the longest delivery (a few calls of 10 s): one that hangs is not renewed for ever. */
const LONGEST_MS = 120_000;
/** Something is due, but held by another replica at this moment: no busy waiting for it. */
const SHORTEST_PAUSE_MS = 100;

const MAX_ATTEMPTS = 8;
const BACKOFF_FACTOR = 3;
/** What Slack asks for beyond it is asked for again: one call an hour more costs nothing, and no row waits longer (store/due-times.ts). */
const LONGEST_RETRY_AFTER_MS = 3_600_000;
/** When Slack names no time with a 429. */
const DEFAULT_RETRY_AFTER_MS = 30_000;
/** Events that were turned away together do not come back together. */
const RETRY_SPREAD_MS = 500;

/** An event of another version is looked at again after this time: the one that reads it may have been started by then. */
const UNREADABLE_RETRY_MS = 600_000;

/** An event that is being sent, and what its kind makes of it. */
type Sent = { readonly event: OutboxEvent; readonly opened: OpenedEvent };

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
  log: Log;
  now: () => Date;
  /** 0 ≤ random() < 1. */
  random?: () => number;
}): Dispatcher {
  const { outbox, open, onHoldEnded = () => [], times, log, now, random = Math.random } = deps;
  const holds = createHolds({ firstPauseMs: times.firstProbe, now, log, onEnded: (hold) => void tellEnded(hold) });
  const pacer = createPacer({ spacingMs: times.spacing, now });
  const inFlight = new Set<Promise<void>>();
  /** When each event in flight was claimed, by its id. */
  const claimedAt = new Map<string, number>();
  /** Kinds of which an event could not be read. */
  const unreadable = new Set<string>();
  let renewing: ReturnType<typeof setInterval> | undefined;
  let running = false;
  let wanted = false;
  let mayHoldMore = false;
  let round: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = Number.POSITIVE_INFINITY;

  function wake(): void {
    if (!running) return;
    wanted = true;
    round ??= runRound().finally(() => {
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
    // Claimed anew from ourselves, after the clock was set back.
    if (claimedAt.has(event.id)) return;
    claimedAt.set(event.id, now().getTime());
    track(send(event, isProbe).finally(() => claimedAt.delete(event.id)));
  }

  /** Never rejects: what cannot be renewed may be sent twice. */
  async function renew(): Promise<void> {
    const since = now().getTime() - LONGEST_MS;
    const ids = [...claimedAt].flatMap(([id, at]) => (at > since ? [id] : []));
    try {
      if (ids.length > 0) await outbox.renew(ids, LEASE_MS);
    } catch (error) {
      log.warn({ err: error, events: ids }, "events that are being sent could not be kept from others");
    }
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
  async function send(event: OutboxEvent, isProbe: boolean): Promise<void> {
    try {
      const opened = openOrKeep(event);
      if (opened instanceof UnreadableEvent)
        return await postpone(event, after(UNREADABLE_RETRY_MS), opened.message, { untried: true });
      const until = pacer.mustWaitUntil(event.id, opened.place);
      if (until) return await postpone(event, until, "in turn", { untried: true });
      // It was taken up that often and never ended, not even in an error: it takes its process down.
      if (event.attempts >= MAX_ATTEMPTS) return await bury({ event, opened }, "given up: no attempt ended");
      await attempt({ event, opened }, isProbe);
    } catch (error) {
      log.error({ err: error, event: event.id, kind: event.kind }, "the outcome of an event could not be recorded");
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

  async function attempt(sent: Sent, isProbe: boolean): Promise<void> {
    const { event, opened } = sent;
    let followUps: readonly NewEvent[];
    try {
      followUps = await opened.deliver();
    } catch (error) {
      return await handleFailure(sent, error, isProbe);
    }
    holds.passed(event.kind);
    await outbox.complete(event.id, followUps);
    wakeAfter(event, followUps);
  }

  async function handleFailure(sent: Sent, error: unknown, isProbe: boolean): Promise<void> {
    const { event, opened } = sent;
    const fields = { err: error, event: event.id, kind: event.kind, attempt: event.attempts + 1 };
    const reason = error instanceof Error ? error.message : String(error);
    const isLast = event.attempts + 1 >= MAX_ATTEMPTS;
    if (!(error instanceof DeliveryError)) {
      log.error(fields, isLast ? "a message is given up" : "an event failed; again later");
      return isLast ? bury(sent, reason) : postpone(event, after(backoffMs(event.attempts)), reason);
    }
    switch (error.fault) {
      case "rate_limited": {
        log.info(fields, "Slack asks to wait");
        const wait = Math.min(error.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS, LONGEST_RETRY_AFTER_MS);
        const dueAt = after(wait + random() * RETRY_SPREAD_MS);
        pacer.hold(opened.place, dueAt);
        return postpone(event, dueAt, reason, { untried: true });
      }
      case "unreachable_person":
        log.warn(fields, "somebody cannot be reached");
        holds.passed(event.kind);
        return bury(sent, reason);
      case "refused":
        log.error(fields, "Slack refuses a message");
        holds.passed(event.kind);
        return bury(sent, reason);
      case "not_allowed":
        return postpone(event, holds.refused(event.kind, error, isProbe), reason, { untried: true });
      case "unknown": {
        // While others of its kind pass, it is this message's fault after all: then each such attempt counts.
        const isHeld = holds.isHeld(event.kind);
        if (isLast && !isHeld) {
          log.error(fields, "a message is given up");
          return bury(sent, reason);
        }
        const dueAt = holds.refused(event.kind, error, isProbe);
        return postpone(event, dueAt, reason, { untried: isHeld });
      }
      case "unavailable":
        // Slack comes back, if not within the day then on the next: no attempt is the last one.
        log.warn(fields, "Slack does not answer; again later");
        return postpone(event, after(backoffMs(event.attempts)), reason, { untried: isLast });
    }
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

  async function postpone(event: OutboxEvent, dueAt: Date, reason: string, options?: { untried: boolean }) {
    await outbox.postpone(event.id, dueAt, reason, options);
    wakeAt(dueAt);
  }

  async function bury({ event, opened }: Sent, reason: string): Promise<void> {
    const followUps = opened.whenBuried(reason);
    await outbox.bury(event.id, reason, followUps);
    wakeAfter(event, followUps);
  }

  /** What follows from it is there, and what has waited for it may go. */
  function wakeAfter(event: OutboxEvent, followUps: readonly NewEvent[]): void {
    if (followUps.length > 0 || event.subject !== undefined) wake();
  }

  const after = (ms: number): Date => new Date(now().getTime() + Math.ceil(ms));
  const backoffMs = (attempts: number): number =>
    times.firstBackoff * BACKOFF_FACTOR ** Math.min(attempts, MAX_ATTEMPTS - 2) * (0.5 + random() / 2);

  return {
    start() {
      running = true;
      renewing = setInterval(() => void renew(), RENEWED_EVERY_MS);
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
      clearInterval(renewing);
    },
  };
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}
