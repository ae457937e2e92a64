import type { Log } from "../../domain/log.ts";
import type { Outbox } from "../shared/ports.ts";

/** After it an event counts as lost by its process, and is sent by whoever is there; while it is being sent it is renewed. */
export const LEASE_MS = 15_000;
const RENEWED_EVERY_MS = 5_000;
/** Far above the longest delivery (a few calls of 10 s): one that hangs is not renewed for ever. */
const LONGEST_MS = 120_000;

/** Keeps the events that are being sent from others, for as long as that takes. */
export function createLeases({ outbox, now, log }: { outbox: Pick<Outbox, "renew">; now: () => Date; log: Log }) {
  /** When each event in flight was claimed, by its id. */
  const claimedAt = new Map<string, number>();
  let renewing: ReturnType<typeof setInterval> | undefined;

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

  return {
    start(): void {
      renewing = setInterval(() => void renew(), RENEWED_EVERY_MS);
    },
    stop: (): void => clearInterval(renewing),

    /** False where it is being sent already: it was claimed anew from ourselves, after the clock was set back. */
    begin(id: string): boolean {
      if (claimedAt.has(id)) return false;
      claimedAt.set(id, now().getTime());
      return true;
    },
    end: (id: string): void => void claimedAt.delete(id),
  };
}
