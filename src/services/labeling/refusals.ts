import type { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { LabelingTimes } from "./times.ts";

/** Tried in vain so often, somebody is told that what they have said waits. */
export const TOLD_AFTER = 3;

/** What trying again does not change. */
export function isFinal(error: TasksApiError): boolean {
  if (error.isAppMissing) return false;
  return ["invalid", "conflict", "forbidden", "not_found"].includes(error.code);
}

/** Why it was not taken, in a sentence with the other side's own words. */
export function whyOf(error: TasksApiError): string {
  const words = [error.description, error.details].filter((text) => text !== undefined && text !== "").join(": ");
  return words === "" ? "It gave no reason." : `It says: “${words.slice(0, 300)}”.`;
}

/** When it is tried again after so many attempts, in milliseconds. */
export function pauseAfter(
  { retryAfterMs = 0 }: Pick<TasksApiError, "retryAfterMs">,
  attempts: number,
  { firstPauseMs, longestPauseMs }: Pick<LabelingTimes, "firstPauseMs" | "longestPauseMs">,
): number {
  return Math.min(Math.max(retryAfterMs, firstPauseMs * 2 ** (attempts - 1)), longestPauseMs);
}
