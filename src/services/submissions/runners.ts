import { createCreationRunner } from "./create-task.ts";
import { createDeletionRunner } from "./delete-tasks.ts";
import { createDuplicateRunner } from "./drop-duplicates.ts";
import { createEditRunner } from "./edit-task.ts";
import type { SubmissionRunner } from "./runner.ts";
import { createStatusRunner } from "./set-status.ts";
import { createRequestRunner } from "./tell-interrupted.ts";

type Deps = Parameters<typeof createCreationRunner>[0] &
  Parameters<typeof createEditRunner>[0] &
  Parameters<typeof createStatusRunner>[0] &
  Parameters<typeof createDeletionRunner>[0] &
  Parameters<typeof createDuplicateRunner>[0] &
  Parameters<typeof createRequestRunner>[0];

/** Every kind of submission, and how it is carried out: the table that a new kind is a row of. */
export const createRunners = (deps: Deps) => ({
  "create-task": createCreationRunner(deps),
  "edit-task": createEditRunner(deps),
  "set-status": createStatusRunner(deps),
  "delete-tasks": createDeletionRunner(deps),
  "drop-duplicates": createDuplicateRunner(deps),
  request: createRequestRunner(deps),
});

export type Runners = ReturnType<typeof createRunners>;
export type SubmissionKind = keyof Runners;

/** What somebody has sent and waits for; the others are the app's own: what is left of a request, and of a task that came into being twice. */
export type SentKind = Exclude<SubmissionKind, (typeof OWN_KINDS)[number]>;
const OWN_KINDS = ["request", "drop-duplicates"] as const satisfies readonly SubmissionKind[];

export const isSent = (kind: SubmissionKind): kind is SentKind => OWN_KINDS.every((own) => own !== kind);

/** What is journaled of a submission of the kind. */
export type PayloadOf<K extends SubmissionKind> = Runners[K] extends SubmissionRunner<infer P> ? P : never;
