/** When tasks are looked at, in milliseconds. */
export type FollowTimes = {
  /** How often it is looked for what is due. */
  readonly roundMs: number;
  /** After labels were submitted or decided here: what comes together is looked at once. */
  readonly noticedMs: number;
  /** A task in which something happens; it is looked at ever more seldom as nothing does. */
  readonly soonestMs: number;
  readonly latestMs: number;
  /** How often it is looked for tasks that are not followed yet. */
  readonly searchMs: number;
  /** What changes on a channel's card within it is shown together. */
  readonly cardMs: number;
};

/** The product's own. Each look is two calls of the Tasks API. */
export const FOLLOW_TIMES: FollowTimes = {
  roundMs: 5_000,
  noticedMs: 10_000,
  soonestMs: 5 * 60_000,
  latestMs: 60 * 60_000,
  searchMs: 5 * 60_000,
  cardMs: 60_000,
};
