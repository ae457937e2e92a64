import type { Log } from "../domain/log.ts";
import type { Submission } from "../domain/submission.ts";

/** Logs what should not happen while a submission is carried out, and gives what its sender is told: once, with an id that both have. */
export function logOurFault(log: Log, submission: Submission, err: unknown): string {
  const id = submission.id.slice(-8);
  log.error({ id, submission: submission.id, err }, "a submission could not be carried out");
  return `Labeldesk failed. Try again; if it lasts, give the id ${id} to the person who installed Labeldesk.`;
}
