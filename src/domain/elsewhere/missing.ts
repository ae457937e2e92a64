/** What an admin wants of tasks that are missing in large numbers: that people are told of it, or that nobody is. */
export type MissingAnswer = "tell" | "keep-quiet";

/** A known task that a look at all tasks has not met. `isDeletedHere`: by this app, and nobody was told of it yet. */
export type MissingTask = { readonly taskId: string; readonly isDeletedHere: boolean };

/** More of what is known than this (0..1), and at least so many tasks, missing at once is no everyday deletion. */
const MOST_MISSING = 0.05;
const FEW = 5;

/**
 * Whether so many of the known tasks are missing that nobody is to be told before an admin has looked: a key that was revoked, or an
 * app that was left, looks like an account from which everything was deleted. Neither counts what was deleted here.
 */
export const areTooManyMissing = (missing: number, known: number): boolean =>
  missing >= FEW && missing > known * MOST_MISSING;
