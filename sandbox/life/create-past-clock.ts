/** A clock that stands in the past and is brought forward: what is seeded within a second looks like a morning's work. */
export type PastClock = {
  now(): Date;
  /** Lets time pass, up to the present and no further. */
  pass(ms: number): void;
  /** From now on it shows the present. */
  catchUp(): void;
};

/** `behindMs`: how far behind the present it starts. */
export function createPastClock(behindMs: number, present: () => Date = () => new Date()): PastClock {
  let behind = behindMs;
  return {
    now: () => new Date(present().getTime() - behind),
    pass(ms) {
      behind = Math.max(0, behind - ms);
    },
    catchUp() {
      behind = 0;
    },
  };
}
