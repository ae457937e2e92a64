import type { Label } from "../../domain/labeling/label.ts";
import type { Answer, HeldInput, LabelingSession } from "../../domain/labeling/session.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Hand } from "./hands.ts";

/** An answer as the Tasks API has it: under our id, or, where ids are its own, as what this person says of the input. */
export async function findPosted(hand: Hand, taskId: string, { id, inputId, said }: Answer): Promise<readonly Label[]> {
  const labels = await hand.listLabels(taskId, { inputs: [inputId], people: [hand.account], haste: "background" });
  return labels.filter((label) => label.id === id || (label.inputId === inputId && sayAlike(label.said, said)));
}

/** What the worker had said of the input when it was given again: an answer takes its place. */
export const saidBefore = ({ held }: LabelingSession, { assignmentId }: Answer): NonNullable<HeldInput["before"]> =>
  held.find((one) => one.assignmentId === assignmentId)?.before ?? [];

/** The order in which concepts or shapes stand says nothing. */
export function sayAlike(one: Label["said"], other: Answer["said"]): boolean {
  if (one.kind === "concepts" && other.kind === "concepts")
    return JSON.stringify([...one.concepts].sort()) === JSON.stringify([...other.concepts].sort());
  if (one.kind === "shapes" && other.kind === "shapes")
    return JSON.stringify(one.shapes) === JSON.stringify(other.shapes);
  return false;
}

/** Deletes a label, or finds that nobody has it. */
export async function deletePosted(hand: Hand, inputId: string, id: string): Promise<void> {
  try {
    await hand.deleteLabel(inputId, id);
  } catch (error) {
    if (!(error instanceof TasksApiError && error.isGone)) throw error;
  }
}
