import type { Log } from "../../domain/log.ts";
import { DeliveryError, mayHaveArrived } from "../../domain/notifications/delivery-error.ts";
import type { ClaimedEvent, Doubt } from "../../domain/notifications/outbox-event.ts";
import type { Found, Mark, Messenger, Posted, Slack } from "../shared/ports.ts";
import type { Lease } from "./leases.ts";

/** What cannot be looked for is sent once more after this time: Slack lets some apps read once a minute (decision 0034). */
const ONCE_MORE_AFTER_MS = 60_000;

/** And where Slack does not even say so, once no look has been answered for this long. */
const LOOKED_FOR_MS = 600_000;

/** An earlier attempt may have posted a message, and Slack does not let us look for it: it waits until it is posted once more. */
export class InDoubt extends Error {
  override readonly name = "InDoubt";
  readonly until: Date;

  constructor(until: Date, why: string) {
    super(`in doubt: ${why}`);
    this.until = until;
  }
}

/** One attempt to deliver an event. */
export type Sending = {
  readonly slack: Slack;
  /** Which attempts, this one among them, may have posted something that is not recorded; undefined when none may have. */
  doubt(): Doubt | undefined;
};

/**
 * What one delivery may call on Slack. Before each call the event must still be ours. Each message carries the event and its number
 * among the event's messages; where an earlier attempt may have posted it, it is looked for first, and what is found counts as posted.
 */
export function createSending(deps: {
  event: ClaimedEvent;
  lease: Pick<Lease, "keep">;
  messenger: Messenger;
  now: () => Date;
  log: Log;
}): Sending {
  const { event, lease, messenger, now, log } = deps;
  const began = now();
  let parts = 0;
  let mayHavePosted = false;

  async function post(...[channel, message, options = {}]: Parameters<Slack["post"]>): Promise<Posted> {
    const mark = { event: event.id, part: parts };
    parts += 1;
    const earlier = await findEarlier(channel, mark, options);
    if (earlier) {
      mayHavePosted = true;
      return earlier;
    }
    await lease.keep();
    const before = mayHavePosted;
    mayHavePosted = true;
    const posted = await messenger.post(channel, message, { ...options, mark }).catch((error: unknown) => {
      mayHavePosted = before || mayHaveArrived(error);
      throw error;
    });
    // Where it stands is noted by whoever has the event now: they have found it, and may have posted another one since.
    await lease.keep();
    return posted;
  }

  async function findEarlier(channel: string, mark: Mark, options: { threadTs?: string }): Promise<Posted | undefined> {
    if (!event.doubt) return undefined;
    const { from, to } = event.doubt;
    const fields = { event: event.id, kind: event.kind };
    const passed = began.getTime() - to.getTime();
    const found = await look();
    if (found.kind === "found") {
      log.info(fields, "a message whose sending was in doubt is there");
      return { channel: found.channel, ts: found.ts };
    }
    if (found.kind === "absent") return undefined;
    // A clock that was set back must not hold it for hours.
    if (passed >= 0 && passed < ONCE_MORE_AFTER_MS)
      throw new InDoubt(new Date(to.getTime() + ONCE_MORE_AFTER_MS), found.why);
    log.warn({ ...fields, slackError: found.why }, "a message that may be there is posted once more");
    return undefined;

    async function look(): Promise<Found> {
      try {
        return await messenger.findPosted(channel, { ...options, mark, since: from });
      } catch (error) {
        const isAnswered = !(error instanceof DeliveryError && error.fault === "unavailable");
        if (isAnswered || passed < LOOKED_FOR_MS) throw error;
        return { kind: "unknown", why: error.slackError };
      }
    }
  }

  /** Edits can be made twice; one that is late must not undo a newer one. */
  const edit =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await lease.keep();
      return call(...args);
    };

  return {
    slack: {
      post,
      update: edit(messenger.update),
      unfurl: edit(messenger.unfurl),
      updateView: edit(messenger.updateView),
      publishHome: edit(messenger.publishHome),
    },
    doubt: () => (mayHavePosted ? { from: event.doubt?.from ?? began, to: began } : event.doubt),
  };
}
