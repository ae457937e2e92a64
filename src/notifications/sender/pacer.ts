/**
 * Messages a minute that go out to one workspace. Slack takes "several hundred" a minute from an app, beside one a second in each
 * channel (docs.slack.dev/apis/web-api/rate-limits); a number that is not named is not to be tried out on people's workspaces.
 */
export const POSTS_A_MINUTE = 300;
const SLOT_MS = 60_000 / POSTS_A_MINUTE;
/** So many may go at once after a lull: short bursts are allowed, and a task of some people is told without waiting. */
export const BURST = 30;
/** What waits for its turn and has not come back for it so long was taken by another replica, or put off. */
const FORGOTTEN_AFTER_MS = 60_000;

/**
 * Keeps what goes to one place apart in time, and the workspace's messages within a number a minute. Lives in one process: what
 * replicas do beyond it, Slack's 429 puts right.
 */
export type Pacer = {
  /** When the event may go out, if not now. An event that comes back at that time may go, or learns of a later one. */
  mustWaitUntil(id: string, place: string | undefined): Date | undefined;
  /** Slack has asked to wait: nothing goes to the place before this time. Where another place waits already, nothing goes anywhere. */
  hold(place: string | undefined, until: Date): void;
};

/** Each waiting event owns its turn, so that it is put off once, or twice: for its place, and then for the workspace. */
type Turn = { readonly at: number; readonly isOfWorkspace: boolean };

/** Events without a place are not paced. */
export function createPacer({ spacingMs, now }: { spacingMs: number; now: () => Date }): Pacer {
  /** The latest time that was seen. */
  let latest = Number.NEGATIVE_INFINITY;
  let forgotAt = Number.NEGATIVE_INFINITY;
  const freeAt = new Map<string, number>();
  /** Places that Slack has asked to wait with, until when. */
  const held = new Map<string, number>();
  const turns = new Map<string, Turn>();
  /** When the workspace's bucket would be full again; and before when Slack wants nothing more. */
  let fullAt = Number.NEGATIVE_INFINITY;
  let allHeldUntil = Number.NEGATIVE_INFINITY;

  function look(): number {
    const time = now().getTime();
    // The clock was set back: what was reckoned before would hold messages until it has caught up.
    if (time < latest - spacingMs) {
      for (const known of [freeAt, held, turns]) known.clear();
      [fullAt, allHeldUntil, forgotAt] = [time, time, time];
    }
    latest = time;
    // Once in a while: thousands may wait.
    if (time - forgotAt >= spacingMs) forget(time);
    return time;
  }

  function forget(time: number): void {
    forgotAt = time;
    for (const times of [freeAt, held]) for (const [place, at] of times) if (at <= time) times.delete(place);
    for (const [id, { at }] of turns) if (at + FORGOTTEN_AFTER_MS <= time) turns.delete(id);
  }

  function takePlace(place: string, time: number): number {
    const at = Math.max(time, freeAt.get(place) ?? 0);
    freeAt.set(place, at + spacingMs);
    return at;
  }

  /** The next slot of the workspace: a bucket of `BURST` messages, into which one flows every `SLOT_MS`. */
  function takeSlot(time: number): number {
    const at = Math.max(time, allHeldUntil, fullAt - (BURST - 1) * SLOT_MS);
    fullAt = Math.max(fullAt, at) + SLOT_MS;
    return at;
  }

  function wait(id: string, at: number, isOfWorkspace: boolean): Date {
    const turn = { at: Math.ceil(at), isOfWorkspace };
    turns.set(id, turn);
    return new Date(turn.at);
  }

  return {
    mustWaitUntil(id, place) {
      if (place === undefined) return undefined;
      const time = look();
      const turn = turns.get(id);
      if (turn && turn.at > time) return new Date(turn.at);
      const at = turn ? time : takePlace(place, time);
      if (at > time) return wait(id, at, false);
      const slot = turn?.isOfWorkspace && time >= allHeldUntil ? time : takeSlot(time);
      if (slot > time) return wait(id, slot, true);
      turns.delete(id);
      freeAt.set(place, Math.max(freeAt.get(place) ?? 0, time + spacingMs));
      return undefined;
    },

    hold(place, until) {
      if (place === undefined) return;
      const time = look();
      const isAnotherHeld = [...held].some(([other, at]) => other !== place && at > time);
      held.set(place, until.getTime());
      freeAt.set(place, Math.max(freeAt.get(place) ?? 0, until.getTime() + spacingMs));
      if (!isAnotherHeld) return;
      allHeldUntil = Math.max(allHeldUntil, until.getTime());
      // After it no burst: Slack has just had too many.
      fullAt = Math.max(fullAt, allHeldUntil + (BURST - 1) * SLOT_MS);
    },
  };
}
