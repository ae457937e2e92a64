import type { SubmissionOutcome } from "../submissions/submission-outcome.ts";
import { type Doing, newDoing } from "./doings.ts";

/** What was done where a submission ended so; nothing where it failed. */
export function doingsOfSubmission(
  { team, person }: { readonly team: string; readonly person: string },
  outcome: SubmissionOutcome,
): readonly Doing[] {
  const of = (task: { readonly id: string; readonly name: string }) => ({
    team,
    person,
    task: { id: task.id, name: task.name },
  });
  switch (outcome.outcome) {
    case "created":
      return [
        newDoing("task.created", of(outcome.task), { added: outcome.people.map((one) => one.person), removed: [] }),
      ];
    case "saved": {
      const { task, parts, changes } = outcome;
      const added = changes.flatMap((change) => (change.kind === "added" ? [change.assignment.person] : []));
      const removed = changes.flatMap((change) => (change.kind === "removed" ? [change.person] : []));
      return [newDoing("task.edited", of(task), { parts, added, removed })];
    }
    case "status-set":
      return [newDoing("task.status", of(outcome.task), { status: outcome.status })];
    case "deleted":
      return outcome.tasks.map((task) => newDoing("task.deleted", of(task), {}));
    case "conflict":
    case "failed":
      return [];
  }
}
