import type { FoundOutcome } from "../elsewhere/found.ts";
import type { SubmissionOutcome } from "../submissions/submission-outcome.ts";
import type { EventHandling } from "./events.ts";

/**
 * How an event is sent that tells everybody of what was done to a task, here or on the other side: in the order in which it was done.
 * In none where nobody else is told, or where it is about several tasks.
 */
export function orderOf(team: string, outcome: SubmissionOutcome | FoundOutcome): Pick<EventHandling, "subject"> {
  const taskId = taskOf(outcome);
  return taskId === undefined ? {} : { subject: `settled:${team}:${taskId}` };
}

function taskOf(outcome: SubmissionOutcome | FoundOutcome): string | undefined {
  switch (outcome.outcome) {
    case "created":
    case "saved":
    case "status-set":
      return outcome.task.id;
    case "deleted":
      return outcome.tasks.length === 1 ? outcome.tasks[0]?.id : undefined;
    case "conflict":
    case "failed":
      return undefined;
  }
}
