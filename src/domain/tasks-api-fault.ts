import { sayDuration } from "./duration.ts";
import type { TasksApiError } from "./tasks-api-error.ts";
import { capitalize } from "./text.ts";

/** Where a limit is met and no time is named: limits are counted by the minute at most. */
const USUAL_PAUSE_MS = 60_000;

const TRY_AGAIN = "Try again; if it keeps happening, tell the person who installed Labeldesk.";

/**
 * What went wrong on the other side, why in its own words, and what to do next: sentences for a person. `hasForm`: a button beside
 * them leads back to the form from which it was asked.
 */
export function describeFault(error: TasksApiError, otherSide: string, { hasForm = false } = {}): string {
  const side = capitalize(otherSide);
  const words = [error.description, error.details].filter((text) => text !== undefined && text !== "").join(": ");
  // Without a status code the words are not the other side's: it said nothing that could be read.
  const said = words === "" || error.statusCode === undefined ? "" : ` It says: “${words.slice(0, 500)}”.`;
  const id = error.requestId === undefined ? "" : ` (request ${error.requestId})`;
  if (error.isAppMissing)
    return `${side} does not find the app that Labeldesk is set up for.${said} Ask a workspace admin to look at /task connect, or the person who installed Labeldesk at CLARIFAI_USER_ID and CLARIFAI_APP_ID.${id}`;
  switch (error.code) {
    case "unauthorized":
      return `${side} does not accept the app's key.${said} Ask a workspace admin to connect it again with /task connect, or the person who installed Labeldesk to set a valid CLARIFAI_PAT.${id}`;
    case "forbidden":
      return `The app's key may not do this on ${otherSide}.${said} Ask the owner of the Clarifai app to give it the scopes for tasks.${id}`;
    case "not_found":
      if (!hasForm) return `${side} does not find this.${said} It may have been deleted: look at /task list.${id}`;
      return `${side} does not find what this task names.${said} Go back to the form and choose it again.${id}`;
    case "throttled":
      return `${side} has had too many requests.${said} Try again in ${sayDuration(error.retryAfterMs ?? USUAL_PAUSE_MS)}.${id}`;
    case "invalid":
      if (!hasForm) return `${side} refused this.${said} ${TRY_AGAIN}${id}`;
      return `${side} refused the task.${said} Go back to the form and change what it names.${id}`;
    case "conflict":
      return `${side} says that this is in conflict with what is there.${said} ${hasForm ? "Go back to the form and look again." : TRY_AGAIN}${id}`;
    case "unavailable":
      if (error.retryAfterMs !== undefined)
        return `${side} is away.${said} Try again in ${sayDuration(error.retryAfterMs)}.${id}`;
      return `${side} is not reachable or failed.${said} Try again; if it keeps happening, look at its status page.${id}`;
    case "timed_out":
      return `${side} did not answer in time. Try again in a moment.`;
    case "bad_answer":
      return `${side} gave an answer that could not be read.${said} ${TRY_AGAIN}${id}`;
  }
}
