import { decideInput } from "../rules/decision/decide-input.ts";
import type { Item } from "../tables/items.ts";
import { type InputWork, nameOf, type Outcome, reviewSettings } from "./input-work.ts";
import type { WorkStanding } from "./standings.ts";
import type { WorkTask } from "./work-task.ts";

export type ChooseReviewer = () => number | undefined;

/** Decides an input by the labels that count; the standings of all others stay. */
export function decideOpen(
  task: WorkTask,
  work: InputWork,
  { standings, labels }: { standings: Map<number, WorkStanding>; labels: readonly number[] },
  chooseReviewer: ChooseReviewer,
): Outcome {
  const { kept: _, ...item } = work.item;
  const settings = reviewSettings(task, work, standings);
  const decision = decideInput(labels.map(nameOf), settings, () => work.compare(labels));
  for (const worker of labels) standings.set(worker, decision.standings.get(nameOf(worker)) ?? "awaiting_consensus");
  if (decision.phase === "review") return { standings, item: toReview(item, chooseReviewer) };
  const { reviewer: _reviewer, ...rest } = item;
  const kept = decision.kept === undefined ? undefined : Number(decision.kept);
  return { standings, item: { ...rest, phase: decision.phase, ...(kept !== undefined && { kept }) } };
}

/** The input awaits its reviewer: the one it had, or the next. */
export function toReview(item: Item, chooseReviewer: ChooseReviewer): Item {
  const reviewer = item.reviewer ?? chooseReviewer();
  return { ...item, phase: "review", ...(reviewer !== undefined && { reviewer }) };
}
