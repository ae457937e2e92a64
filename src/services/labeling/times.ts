/** When labels are sent and submitted, in milliseconds. */
export type LabelingTimes = {
  /** How long an answer can be taken back before it is submitted. Submitting goes by many: one call for as many as wait. */
  readonly submitAfterMs: number;
  /** The same for the last of a task, which nothing follows. */
  readonly submitLastAfterMs: number;
  /** How often it is looked for what is due. */
  readonly roundMs: number;
  /** After an attempt that failed: doubled each time up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
};

/** The product's own. */
export const LABELING_TIMES: LabelingTimes = {
  submitAfterMs: 20_000,
  submitLastAfterMs: 5_000,
  roundMs: 2_000,
  firstPauseMs: 5_000,
  longestPauseMs: 10 * 60_000,
};
