/**
 * Messages that go out to one workspace in any minute. Slack takes "several hundred" a minute from an app, beside one a second in each
 * channel, with "generous" bursts (docs.slack.dev/reference/methods/chat.postMessage); a number that is not named is not to be tried
 * out on people's workspaces.
 */
export const POSTS_A_MINUTE = 300;
/** A second more than a minute, since calls arrive after various times. */
export const MINUTE_MS = 61_000;
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

/** When a message goes out, or has gone; and the message that went so many before it: a minute lies between the two. */
type Slot = { at: number; before: Slot | undefined };

/** Each waiting event owns its turn, so that it is put off once, or twice: for its place, and then for the workspace. */
type Turn = { readonly at: number; readonly slot: Slot | undefined };

/** Events without a place are not paced. */
export function createPacer({ spacingMs, now }: { spacingMs: number; now: () => Date }): Pacer {
  /** The latest time that was seen. */
  let latest = Number.NEGATIVE_INFINITY;
  let forgotAt = Number.NEGATIVE_INFINITY;
  const freeAt = new Map<string, number>();
  /** Places that Slack has asked to wait with, until when. */
  const held = new Map<string, number>();
  const turns = new Map<string, Turn>();
  /** The latest `POSTS_A_MINUTE` that were given out, in their order. */
  let slots: Slot[] = [];
  /** Before when Slack wants nothing more of the workspace. */
  let allHeldUntil = Number.NEGATIVE_INFINITY;

  function look(): number {
    const time = now().getTime();
    // The clock was set back: what was reckoned before would hold messages until it has caught up.
    if (time < latest - spacingMs) {
      for (const known of [freeAt, held, turns]) known.clear();
      [slots, allHeldUntil, forgotAt] = [[], time, time];
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

  const earliest = ({ at, before }: Slot): number => Math.max(at, before ? before.at + MINUTE_MS : at);

  /** The next slot of the workspace: at once while fewer than `POSTS_A_MINUTE` went within a minute, as people wait for them. */
  function takeSlot(time: number): Slot {
    const before = slots.length < POSTS_A_MINUTE ? undefined : slots.shift();
    const slot = { at: time, before };
    slot.at = earliest(slot);
    slots.push(slot);
    return slot;
  }

  /** As if as many had gone evenly in the minute before: what comes after it goes one by one. */
  function takeBurst(until: number): void {
    for (const [id, { slot }] of turns) if (slot) turns.delete(id);
    const apartMs = MINUTE_MS / POSTS_A_MINUTE;
    const first = until - MINUTE_MS;
    slots = Array.from({ length: POSTS_A_MINUTE }, (_, nth) => ({ at: first + nth * apartMs, before: undefined }));
  }

  function wait(id: string, at: number, slot?: Slot): Date {
    const turn = { at: Math.ceil(at), slot };
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
      if (at > time) return wait(id, at);
      const slot = turn?.slot ?? takeSlot(time);
      if (earliest(slot) > time) return wait(id, earliest(slot), slot);
      // What it really was, which what comes a minute later goes by.
      [slot.at, slot.before] = [time, undefined];
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
      takeBurst(allHeldUntil);
    },
  };
}
