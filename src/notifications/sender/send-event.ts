import type { Log } from "../../domain/log.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";
import type { ClaimedEvent, Doubt } from "../../domain/notifications/outbox-event.ts";
import type { OpenedEvent } from "../shared/notification.ts";
import { UnreadableEvent } from "../shared/notification.ts";
import type { Messenger, Outbox } from "../shared/ports.ts";
import { createSending, InDoubt } from "./create-sending.ts";
import { type Failures, MAX_ATTEMPTS } from "./failures.ts";
import type { Holds } from "./holds.ts";
import { later } from "./later.ts";
import { ClaimLost, type Lease } from "./leases.ts";

/** An event of another version is looked at again after this time: the one that reads it may have been started by then. */
const UNREADABLE_RETRY_MS = 600_000;

/** A mistake of ours in reading an event, met again by each attempt. */
type Unopened = { readonly mistake: unknown };
/** An event that is being sent, and what its kind makes of it. */
type Sent = { readonly event: ClaimedEvent; readonly lease: Lease; readonly opened: OpenedEvent };

/** What came of one attempt; `put_off` says nothing about the event: it is held, or Slack asks to wait. */
export type Outcome = "sent" | "retried" | "put_off" | "dead" | "lost" | "failed";

/** Sends one event that was claimed, and records what came of it: once, and only while it is ours. */
export function createEventSender(deps: {
  outbox: Pick<Outbox, "complete" | "postpone" | "bury">;
  messenger: Messenger;
  /** Reads an event as its kind has it. Throws `UnreadableEvent` for one of another version. */
  open: (event: ClaimedEvent) => OpenedEvent;
  /** What follows when it is given up. */
  whenBuried: (event: ClaimedEvent, reason: string) => readonly NewEvent[];
  holds: Pick<Holds, "passed">;
  failures: Failures;
  /** Something is due now, or at this time. */
  onDue: (at?: Date) => void;
  now: () => Date;
  log: Log;
}) {
  const { outbox, messenger, open, whenBuried, holds, failures, onDue, now, log } = deps;
  /** Kinds of which an event could not be read. */
  const unreadable = new Set<string>();

  /** What another version of the app has written is kept for it, and said once for each kind. */
  function openOrKeep(event: ClaimedEvent): OpenedEvent | UnreadableEvent | Unopened {
    try {
      return open(event);
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) return { mistake: error };
      if (!unreadable.has(event.kind))
        log.error({ err: error, event: event.id }, "an event of another version is kept");
      unreadable.add(event.kind);
      return error;
    }
  }

  async function attempt(sent: Sent, isProbe: boolean): Promise<Outcome> {
    const { event, lease, opened } = sent;
    const sending = createSending({ event, lease, messenger, now, log });
    let followUps: readonly NewEvent[];
    try {
      followUps = await opened.deliver(sending.slack);
    } catch (error) {
      if (error instanceof ClaimLost) throw error;
      const doubt = sending.doubt();
      if (error instanceof InDoubt) return await putOff(sent, error.until, error.message, doubt);
      return await fail(sent, error, { isProbe, doubt, place: opened.place });
    }
    holds.passed(event.kind);
    noteRecorded(lease, await outbox.complete(lease.claim, followUps));
    tellDue(event, followUps);
    return "sent";
  }

  async function fail(
    sent: Pick<Sent, "event" | "lease">,
    error: unknown,
    { isProbe, doubt, place }: { isProbe: boolean; doubt: Doubt | undefined; place?: string | undefined },
  ): Promise<Outcome> {
    const reason = error instanceof Error ? error.message : String(error);
    const verdict = failures.judge(sent.event, error, isProbe);
    if (verdict.what === "bury") return bury(sent, reason);
    const hold = verdict.isLimit && place;
    return postpone(sent, verdict.dueAt, reason, { untried: verdict.untried, doubt, hold });
  }

  /** It is no attempt: nothing was tried. */
  const putOff = (sent: Pick<Sent, "lease">, dueAt: Date, reason: string, doubt: Doubt | undefined): Promise<Outcome> =>
    postpone(sent, dueAt, reason, { untried: true, doubt });

  async function postpone(
    { lease }: Pick<Sent, "lease">,
    dueAt: Date,
    reason: string,
    options: { untried: boolean; doubt: Doubt | undefined; hold?: string | undefined },
  ): Promise<Outcome> {
    noteRecorded(lease, await outbox.postpone(lease.claim, dueAt, reason, options));
    onDue(dueAt);
    return options.untried ? "put_off" : "retried";
  }

  async function bury({ event, lease }: Pick<Sent, "event" | "lease">, reason: string): Promise<Outcome> {
    const followUps = whenBuried(event, reason);
    noteRecorded(lease, await outbox.bury(lease.claim, reason, followUps));
    tellDue(event, followUps);
    return "dead";
  }

  function noteRecorded({ claim }: Lease, isRecorded: boolean): void {
    if (!isRecorded) throw new ClaimLost(claim);
  }

  /** What follows from it is there, and what has waited for it may go. */
  function tellDue(event: ClaimedEvent, followUps: readonly NewEvent[]): void {
    if (followUps.length > 0 || event.subject !== undefined) onDue();
  }

  /**
   * Never rejects: what cannot be recorded is claimed again when its lease is over. `isProbe`: its kind is held, and it is sent to see
   * whether Slack takes it now.
   */
  return async function sendEvent(event: ClaimedEvent, lease: Lease, isProbe: boolean): Promise<Outcome> {
    try {
      const opened = openOrKeep(event);
      if (opened instanceof UnreadableEvent)
        return await putOff({ lease }, later(now, UNREADABLE_RETRY_MS), opened.message, event.doubt);
      if ("mistake" in opened) return await fail({ event, lease }, opened.mistake, { isProbe, doubt: event.doubt });
      // It was taken up that often and never ended, not even in an error: it takes its process down.
      if (event.attempts >= MAX_ATTEMPTS) return await bury({ event, lease }, "given up: no attempt ended");
      return await attempt({ event, lease, opened }, isProbe);
    } catch (error) {
      const fields = { err: error, event: event.id, kind: event.kind };
      if (error instanceof ClaimLost) {
        log.warn(fields, "an event was taken up elsewhere, since this process was held up");
        return "lost";
      }
      log.error(fields, "the outcome of an event could not be recorded");
      return "failed";
    }
  };
}
