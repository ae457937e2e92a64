/** How long calls may take and how much they may read. */
export type ApiLimits = {
  /** A person waits with a form open: one attempt, in milliseconds. Below Slack's 3 s, so that an answer can still be shown. */
  readonly interactiveMs: number;
  /** All attempts of a call that nobody waits for, together with the pauses between them, in milliseconds. */
  readonly backgroundMs: number;
  /** The pause before the second attempt, in milliseconds; it doubles with every further one. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** An answer above this is refused while it is still being read. A page of 128 tasks with 200 weighted workers each has about 5 MB. */
  readonly maxAnswerBytes: number;
  /** The same of an answer that is a file, or has one in it: a picture of 20 MiB in base64, and what the local service takes at most. */
  readonly maxFileAnswerBytes: number;
};

export const defaultLimits: ApiLimits = {
  interactiveMs: 2_500,
  backgroundMs: 30_000,
  firstPauseMs: 250,
  longestPauseMs: 5_000,
  maxAnswerBytes: 16 * 1024 * 1024,
  maxFileAnswerBytes: 34 * 1024 * 1024,
};
