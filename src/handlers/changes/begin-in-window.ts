import type { webApi } from "@slack/bolt";
import type { PayloadOf } from "../../services/submissions/runners.ts";
import type { NewSubmission } from "../../services/submissions/submissions.ts";
import { buildWords } from "../../views/status-view.ts";
import { sayWorking, type WaitedFor } from "../../views/submissions/working.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { showWorking, updateWindow } from "../shared/window.ts";

/** Begins what a command has asked for, in the window that it has opened: journaled, then shown, then carried out. */
export async function beginInWindow<K extends WaitedFor>(
  useCases: Pick<UseCases, "submissions" | "log">,
  client: webApi.WebClient,
  begun: { readonly kind: K; readonly subject: string; readonly submission: NewSubmission<PayloadOf<K>> },
): Promise<void> {
  const { kind, subject, submission } = begun;
  await useCases.submissions.begin(kind, submission);
  await showWorking(useCases, () => updateWindow(client, submission.viewId, buildWords(sayWorking(kind, subject))));
  await useCases.submissions.carryOut(submission.id);
}
