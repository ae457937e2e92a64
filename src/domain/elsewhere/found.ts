import type { Assignment } from "../assignment.ts";
import type { StatusSet, TaskCreated, TaskSaved, TasksDeleted } from "../submissions/submission-outcome.ts";

/** What was found to have been done to a task on the other side, by whom nobody says: told as if it had been done here. */
export type Found = FoundHead & FoundOutcome;

type FoundHead = {
  readonly team: string;
  /** Names this change: told once, however often it is looked at. */
  readonly change: string;
  /** Seconds since 1970: when it was found. */
  readonly at: number;
  /** Who made the task that is new, or has done it here, where that is known (Slack user id). */
  readonly by?: string;
  /** Those who hear of so much at once that the rest comes in one message (Slack user ids). */
  readonly gathered: readonly string[];
};

export type FoundOutcome = Pick<TaskCreated, "outcome" | "task" | "people"> | FoundEdit | StatusSet | TasksDeleted;

export type FoundEdit = Pick<TaskSaved, "outcome" | "task" | "parts" | "assignments" | "changes"> & {
  /** Whose task it is (Slack user id), where that is known. */
  readonly from?: string;
};

/** So many messages of one look are one person's, each by itself. */
const MOST_BY_THEMSELVES = 3;

/**
 * Counts what each person hears anew in one look: whoever returns to forty new tasks has a few messages, and one for the rest.
 * Gives those for whom it is too much by now.
 */
export function createGathering(): (people: readonly Pick<Assignment, "person">[]) => string[] {
  const told = new Map<string, number>();
  return (people) => {
    for (const { person } of people) told.set(person, (told.get(person) ?? 0) + 1);
    return [...new Set(people.map(({ person }) => person))].filter((id) => (told.get(id) ?? 0) > MOST_BY_THEMSELVES);
  };
}

/** Who hears of it in a new message: who is asked for something, or loses what was theirs. */
export function hearersOf(found: FoundOutcome): readonly Pick<Assignment, "person">[] {
  switch (found.outcome) {
    case "created":
    case "deleted":
      return found.people;
    case "status-set":
      return found.asked;
    case "saved":
      return found.changes.flatMap((change) => {
        if (change.kind === "changed") return [];
        return [change.kind === "added" ? change.assignment : change];
      });
  }
}
