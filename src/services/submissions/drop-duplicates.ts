import { ownDeletion } from "../../domain/elsewhere/own-change.ts";
import type { Log } from "../../domain/log.ts";
import type { PromisedEntry, Submission } from "../../domain/submissions/submission.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";
import type { SubmissionRunner } from "./runner.ts";
import type { Settling } from "./settle.ts";

/** A submission that took several attempts, and the task that was told as its outcome. */
export type DropDuplicatesPayload = { readonly submission: string; readonly keep: string };

/**
 * When a task is created at a second attempt, the unanswered request of the first may still be carried out: after this time
 * it is looked for. Far above what a request lives in a server or a proxy on the way.
 */
export const LATE_MS = 60_000;

/** The promise to look for further tasks of a submission that took several attempts, and to keep this one only. */
export function duplicateRemoval({ id, team, person, attempts }: Submission, keep: string): PromisedEntry | undefined {
  if (attempts === 1) return undefined;
  const payload: DropDuplicatesPayload = { submission: id, keep };
  const entry = { id: `${id}:once:${attempts}`, team, person, viewId: "", kind: "drop-duplicates", payload };
  // Pending, with a lease that nobody works under: whoever looks for abandoned submissions takes it up when the time has come.
  return { entry, dueInMs: LATE_MS };
}

/** Deletes tasks that a late request made beside the one that people were told of: they carry the same submission's id. */
export function createDuplicateRunner(deps: {
  settle: Pick<Settling, "quietly" | "undecided">;
  tasks: Pick<TasksGateway, "findAllBySubmission" | "deleteTasks">;
  log: Log;
}): SubmissionRunner<DropDuplicatesPayload> {
  const { settle, tasks, log } = deps;

  async function recheck(promise: Submission, { submission, keep }: DropDuplicatesPayload): Promise<void> {
    const found = await tasks.findAllBySubmission(submission);
    const others = found.map((task) => task.id).filter((task) => task !== keep);
    await tasks.deleteTasks(others);
    if (others.length > 0)
      log.warn({ submission, kept: keep, deleted: others }, "a late request had made a second task");
    await settle.quietly(promise, [], others.map(ownDeletion));
  }

  return {
    recheck,
    run: async (submission, payload) => {
      try {
        await recheck(submission, payload);
      } catch (err) {
        if (!(err instanceof TasksApiError)) throw err;
        log.warn({ err, submission: payload.submission }, "could not look for a second task; again later");
        await settle.undecided(submission);
      }
    },
    subjectOf: ({ submission }) => submission,
  };
}
