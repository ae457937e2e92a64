/** What is measured and traced. Names come from lists of ours or of the vendors', never from people: their number is bounded. */
export type Work = {
  readonly what:
    | "delivery" /** of Slack's, by its kind: from its arrival on; noted when it is acknowledged */
    | "call" /** of the Tasks API, by its name */
    | "slack" /** a call on Slack, by its method */
    | "event" /** of the outbox, by its kind: one attempt */;
  readonly name: string;
};

/**
 * Does the work, and lets others know how long it took. `note` says how it ended, in a word, as soon as that is settled for whoever
 * waits; work that ends without it counts as "failed". What it gives or throws is the caller's.
 */
export type Watch = <T>(work: Work, run: (note: (outcome: string) => void) => Promise<T>) => Promise<T>;

/** Where nobody measures. */
export const UNWATCHED: Watch = (_work, run) => run(() => {});
