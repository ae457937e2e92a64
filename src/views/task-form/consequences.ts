import type { NameOf } from "../../domain/people/person.ts";
import { isFieldChanged } from "../../domain/task-form/form-changes.ts";
import type { TaskField, TaskFormValues } from "../../domain/task-form/task-form.ts";
import { STRATEGY_WORDS } from "../words.ts";

const DIVISION: readonly TaskField[] = ["workersPerInput", "split", "weightLines"];

/** What a change of the worker fields means for work that is done or begun already, a sentence each; none where nothing changes. */
export function workConsequences(before: TaskFormValues, after: TaskFormValues, nameOf: NameOf): string[] {
  const lines: string[] = [];
  if (before.strategy !== after.strategy)
    lines.push(
      `From ${STRATEGY_WORDS[before.strategy]} to ${STRATEGY_WORDS[after.strategy]}: ${STRATEGY_MEANS[after.strategy]}`,
    );
  else if (after.strategy === "PARTITIONED" && isDivisionChanged(before, after))
    lines.push("Inputs that nobody has labeled yet are divided again by the new shares.");
  const removed = before.workers.filter((worker) => !after.workers.includes(worker)).map(nameOf);
  if (removed.length > 0) {
    const names =
      removed.length <= 3 ? removed.join(", ") : `${removed.slice(0, 3).join(", ")} and ${removed.length - 3} more`;
    const rest =
      after.strategy === "PARTITIONED" && after.workers.length > 0 ? "; what is not done goes to the others" : "";
    lines.push(`What ${names} labeled stays${rest}.`);
  }
  if (lines.length > 0) lines.push("Labels that were submitted already stay and count.");
  return lines;
}

const STRATEGY_MEANS: Record<TaskFormValues["strategy"], string> = {
  FULL: "everybody gets all inputs, also those that a colleague has labeled.",
  PARTITIONED: "inputs that nobody has labeled yet are divided among the workers.",
  NOT_SET: "the labeling side divides the work.",
  UNKNOWN: "how the work is divided is not known here.",
  DYNAMIC: "inputs that are assigned and not labeled yet go back, and are handed out ten at a time.",
};

const isDivisionChanged = (before: TaskFormValues, after: TaskFormValues): boolean =>
  DIVISION.some((field) => isFieldChanged(field, before, after)) ||
  isFieldChanged("workers", before, after) ||
  (after.split === "WEIGHTED" && after.workers.some((worker) => isFieldChanged(`weight:${worker}`, before, after)));
