import type { Submission } from "../../domain/submissions/submission.ts";
import type { SubmissionFailed } from "../../domain/submissions/submission-outcome.ts";
import { isSent, type SentKind, type SubmissionKind } from "./runners.ts";
import type { Settling } from "./settle.ts";

const NOT_DONE: Readonly<Record<SentKind, SubmissionFailed["what"]>> = {
  "create-task": "created",
  "edit-task": "saved",
  "set-status": "changed",
  "delete-tasks": "deleted",
};

const REASON =
  "The workspace was connected with another account before that, and what the account before holds stays as it is. Send it again to have it in the account that is connected now.";

/**
 * Settles what was begun with a labeling side that the workspace has left since: it is not carried out on another one, where
 * its people, inputs and concepts are others. False for what concerns no side.
 */
export async function leaveBehind(
  settle: Pick<Settling, "failed">,
  { submission, kind, subject }: { submission: Submission; kind: SubmissionKind; subject: string },
): Promise<boolean> {
  if (!isSent(kind)) return false;
  const outcome = { outcome: "failed", what: NOT_DONE[kind], taskName: subject, reason: REASON } as const;
  await settle.failed(submission, { ...outcome, canTryAgain: false, canGoBack: false });
  return true;
}
