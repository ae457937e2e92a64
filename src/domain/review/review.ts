import type { Via } from "../history/doings.ts";
import type { LabelingInput, LabelSaid, Said, Verdict } from "../labeling/label.ts";
import type { Named, TaskType } from "../task.ts";

/** What one labeler has said of an input. */
export type ReviewedLabel = {
  readonly assignmentId: string;
  /** Account id. */
  readonly worker: string;
  readonly said: LabelSaid;
};

/** An input that awaits somebody's verdict, with all that was said of it. */
export type ReviewInput = { readonly input: LabelingInput; readonly labels: readonly ReviewedLabel[] };

/** What the one who reviews needs to know of the task. */
export type ReviewTask = {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType;
  /** Absent where an earlier version of the app has begun. */
  readonly instructions?: string;
  /** In the lead's order. */
  readonly concepts: readonly Named[];
  /** There are several reviewers: what awaits review does not all await this one. */
  readonly isShared: boolean;
  /** Account ids. */
  readonly workers: readonly string[];
};

/** Somebody whose labels are reviewed, as the reviewer is to see them. */
export type Labeler = {
  readonly name: string;
  /** Inputs of theirs that await review, when the Tasks API was asked. */
  readonly waiting: number;
};

/** A verdict on one input. */
export type InputVerdict = {
  readonly inputId: string;
  readonly verdict: Verdict;
  readonly on: readonly { readonly assignmentId: string; readonly worker: string }[];
  /** What is to be changed: with `request_changes`, always. */
  readonly reason?: string;
  /** Of the one label that is approved: what it said, and what it says as it is approved. */
  readonly corrected?: { readonly from: Said; readonly to: Said };
};

/** What a reviewer saves at once: a batch of inputs, of which some are left for later, or all that is left of one labeler. */
export type ReviewAbout =
  | { readonly kind: "inputs"; readonly verdicts: readonly InputVerdict[]; readonly left: readonly string[] }
  | { readonly kind: "worker"; readonly worker: string; readonly verdict: "approve" | "reject" };

/** Something saved, from the press on. */
export type SavedReview = {
  readonly id: string;
  /** Grows with every one. */
  readonly order: number;
  readonly about: ReviewAbout;
  /** "saved": promised; "done": the Tasks API has it; "refused": the Tasks API did not take some of it. */
  readonly state: ReviewState;
  /** Where it was decided. */
  readonly via?: Via;
  /** For which request (`domain/request-scope.ts`) it was saved. */
  readonly request?: string;
};
export type ReviewState = "saved" | "done" | "refused";

/** One text for the same words about an input, whatever the order in which they stand. */
function writeAlike(said: LabelSaid): string {
  if (said.kind === "concepts") return JSON.stringify([...said.concepts].sort());
  if (said.kind === "parts")
    return JSON.stringify(
      [[...said.concepts], said.shapes, said.parts].map((list) => list.map((each) => JSON.stringify(each)).sort()),
    );
  return said.shapes.length === 0 ? "[]" : JSON.stringify(said.shapes.map((shape) => JSON.stringify(shape)).sort());
}

/** Whether not all labelers say the same. Boxes that are not exactly the same are different: one of them becomes the result. */
export const isDisputed = ({ labels }: ReviewInput): boolean =>
  new Set(labels.map(({ said }) => writeAlike(said))).size > 1;

/** The first label of each that say the same. */
export function distinctLabels(labels: readonly ReviewedLabel[]): readonly ReviewedLabel[] {
  const first = new Map<string, ReviewedLabel>();
  for (const label of labels) if (!first.has(writeAlike(label.said))) first.set(writeAlike(label.said), label);
  return [...first.values()];
}
