import type { Log } from "../../domain/log.ts";
import type { Claim } from "../../domain/notifications/outbox-event.ts";
import type { Outbox } from "../shared/ports.ts";

/** After it an event counts as lost by its process, and is sent by whoever is there; while it is being sent it is renewed. */
export const LEASE_MS = 15_000;
const RENEWED_EVERY_MS = 5_000;
/** With less left than this nothing more is called on Slack before the lease is renewed: a call takes up to 10 s, and is renewed meanwhile. */
const LEAST_MS = 5_000;
/** Far above the longest delivery (a few calls of 10 s): one that hangs is not renewed for ever. */
const LONGEST_MS = 120_000;

/** The event is somebody else's by now: this process was stopped, or cut off from the database, beyond its lease. */
export class ClaimLost extends Error {
  override readonly name = "ClaimLost";

  constructor({ id }: Pick<Claim, "id">) {
    super(`the claim on the event ${id} is over`);
  }
}

/** Two clocks in milliseconds: the one may be set, the other may stand still while the machine is suspended. */
export type Reading = { readonly wall: number; readonly steady: number };

/** An event that is being sent by this process. */
export type Lease = {
  /** By which it is held now. */
  readonly claim: Claim;
  /** Resolves while the event is still held, for long enough for a call. Rejects with `ClaimLost`. */
  keep(): Promise<void>;
  end(): void;
};

type Held = { claim: Claim; from: Reading; readonly since: number; isLost: boolean };

/** Keeps the events that are being sent from others, for as long as that takes. */
export function createLeases(deps: {
  outbox: Pick<Outbox, "renew">;
  now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  steady?: () => number;
  log: Log;
}) {
  const { outbox, now, steady = () => performance.now(), log } = deps;
  /** What is in flight, by the event's id. */
  const held = new Map<string, Held>();
  let renewing: ReturnType<typeof setInterval> | undefined;

  const read = (): Reading => ({ wall: now().getTime(), steady: steady() });

  function left({ from }: Held): number {
    const { wall, steady } = read();
    return LEASE_MS - Math.max(wall - from.wall, steady - from.steady);
  }

  async function renew(wanted: readonly Held[]): Promise<void> {
    const from = read();
    const claims = wanted.map(({ claim }) => claim);
    const renewed = new Set(await outbox.renew(claims, LEASE_MS));
    for (const [at, one] of wanted.entries()) {
      // It was claimed anew meanwhile: what was asked for is over, and what counts is another.
      if (one.claim !== claims[at]) continue;
      if (renewed.has(one.claim.id)) one.from = from;
      else one.isLost = true;
    }
  }

  /** Never rejects: what cannot be renewed is asked for again before anything is called. */
  async function renewAll(): Promise<void> {
    const since = now().getTime() - LONGEST_MS;
    const wanted = [...held.values()].filter((one) => one.since > since);
    try {
      if (wanted.length > 0) await renew(wanted);
    } catch (error) {
      const events = wanted.map(({ claim }) => claim.id);
      log.warn({ err: error, events }, "events that are being sent could not be kept from others");
    }
  }

  async function keep(one: Held): Promise<void> {
    while (!one.isLost && left(one) < LEAST_MS) await renew([one]);
    if (one.isLost) throw new ClaimLost(one.claim);
  }

  return {
    start(): void {
      renewing = setInterval(() => void renewAll(), RENEWED_EVERY_MS);
    },
    stop: (): void => clearInterval(renewing),
    /** To be taken before a claim is asked for: its lease is no longer than from then on. */
    read,

    /** Undefined where it is being sent already: it was claimed anew from ourselves, after the clock was set back. */
    begin({ id, claim }: Claim, from: Reading): Lease | undefined {
      const known = held.get(id);
      if (known) {
        Object.assign(known, { claim: { id, claim }, from, isLost: false });
        return undefined;
      }
      const one: Held = { claim: { id, claim }, from, since: now().getTime(), isLost: false };
      held.set(id, one);
      return {
        get claim() {
          return one.claim;
        },
        keep: () => keep(one),
        end: () => void held.delete(id),
      };
    },
  };
}
