/** Keeps what goes to one place apart in time. Lives in one process: what replicas do beyond it, Slack's 429 puts right. */
export type Pacer = {
  /** When the event may go out, if not now. An event that comes back at that time may go. */
  mustWaitUntil(id: string, place: string | undefined): Date | undefined;
  /** Nothing goes to the place before this time. */
  hold(place: string | undefined, until: Date): void;
};

/** Events without a place are not paced. */
export function createPacer({ spacingMs, now }: { spacingMs: number; now: () => Date }): Pacer {
  /** The latest time that was seen. */
  let latest = Number.NEGATIVE_INFINITY;
  const freeAt = new Map<string, number>();
  /** Each waiting event owns its time: it is put off once, however many wait for the same place. */
  const reserved = new Map<string, number>();

  function forget(time: number): void {
    for (const [place, free] of freeAt) if (free <= time) freeAt.delete(place);
    // Another replica may have taken what waited here.
    for (const [id, at] of reserved) if (at + spacingMs * 60 <= time) reserved.delete(id);
  }

  return {
    mustWaitUntil(id, place) {
      if (place === undefined) return undefined;
      const time = now().getTime();
      // The clock was set back: what was reckoned before would hold messages until it has caught up.
      if (time < latest - spacingMs) {
        freeAt.clear();
        reserved.clear();
      }
      latest = time;
      const own = reserved.get(id);
      if (own !== undefined && own <= time) {
        reserved.delete(id);
        return undefined;
      }
      forget(time);
      const at = own ?? Math.max(time, freeAt.get(place) ?? 0);
      if (own === undefined) freeAt.set(place, at + spacingMs);
      if (at <= time) return undefined;
      reserved.set(id, at);
      return new Date(at);
    },

    hold(place, until) {
      if (place === undefined) return;
      freeAt.set(place, Math.max(freeAt.get(place) ?? 0, until.getTime() + spacingMs));
    },
  };
}
