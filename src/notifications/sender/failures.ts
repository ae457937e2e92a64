import type { Log } from "../../domain/log.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import type { OutboxEvent } from "../../domain/notifications/outbox-event.ts";
import type { NotificationTimes } from "../shared/times.ts";
import type { Holds } from "./holds.ts";
import { later } from "./later.ts";

/** Of an event that fails for its own sake; what Slack does to all messages is no attempt. */
export const MAX_ATTEMPTS = 8;
const BACKOFF_FACTOR = 3;
/** What Slack asks for beyond it is asked for again: one call an hour more costs nothing, and no row waits longer (store/due-times.ts). */
const LONGEST_RETRY_AFTER_MS = 3_600_000;
/** When Slack names no time with a 429. */
const DEFAULT_RETRY_AFTER_MS = 30_000;
/** Events that were turned away together do not come back together. */
const RETRY_SPREAD_MS = 500;

/** What becomes of an event that failed. `untried`: it does not count as an attempt. `isLimit`: Slack asks to wait until then. */
export type Verdict =
  | { readonly what: "bury" }
  | { readonly what: "postpone"; readonly dueAt: Date; readonly untried: boolean; readonly isLimit?: true };

export type Failures = ReturnType<typeof createFailures>;

/** Says what follows when an event could not be delivered, logs it, and tells those who hold messages back. */
export function createFailures(deps: {
  holds: Pick<Holds, "isHeld" | "passed" | "refused">;
  times: Pick<NotificationTimes, "firstBackoff">;
  log: Log;
  now: () => Date;
  /** 0 ≤ random() < 1. */
  random: () => number;
}) {
  const { holds, times, log, now, random } = deps;

  const backoffMs = (attempts: number): number =>
    times.firstBackoff * BACKOFF_FACTOR ** Math.min(attempts, MAX_ATTEMPTS - 2) * (0.5 + random() / 2);
  const postpone = (dueAt: Date, untried: boolean): Verdict => ({ what: "postpone", dueAt, untried });

  return {
    /** `isProbe`: its kind is held, and it was sent to see whether Slack takes it now. */
    judge(event: OutboxEvent, error: unknown, isProbe: boolean): Verdict {
      const fields = { err: error, event: event.id, kind: event.kind, attempt: event.attempts + 1 };
      const isLast = event.attempts + 1 >= MAX_ATTEMPTS;
      if (!(error instanceof DeliveryError)) {
        log.error(fields, isLast ? "a message is given up" : "an event failed; again later");
        return isLast ? { what: "bury" } : postpone(later(now, backoffMs(event.attempts)), false);
      }
      switch (error.fault) {
        case "rate_limited": {
          log.info(fields, "Slack asks to wait");
          const wait = Math.min(error.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS, LONGEST_RETRY_AFTER_MS);
          const dueAt = later(now, wait + random() * RETRY_SPREAD_MS);
          return { what: "postpone", dueAt, untried: true, isLimit: true };
        }
        case "unreachable_person":
          log.warn(fields, "somebody cannot be reached");
          holds.passed(event.kind);
          return { what: "bury" };
        case "refused":
          log.error(fields, "Slack refuses a message");
          holds.passed(event.kind);
          return { what: "bury" };
        case "not_allowed":
          return postpone(holds.refused(event.kind, error, isProbe), true);
        case "unknown": {
          // While others of its kind pass, it is this message's fault after all: then each such attempt counts.
          const isHeld = holds.isHeld(event.kind);
          if (isLast && !isHeld) {
            log.error(fields, "a message is given up");
            return { what: "bury" };
          }
          return postpone(holds.refused(event.kind, error, isProbe), isHeld);
        }
        case "unavailable":
          // Slack comes back, if not within the day then on the next: no attempt is the last one.
          log.warn(fields, "Slack does not answer; again later");
          return postpone(later(now, backoffMs(event.attempts)), isLast);
      }
    },
  };
}
