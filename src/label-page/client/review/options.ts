import type { Choice } from "../../../domain/review/decide.ts";
import type { ShownLabel, ShownReviewInput } from "../../review-protocol.ts";

/** A verdict that can be chosen. `key`: what chooses it on the keyboard. */
export type Option = {
  readonly id: string;
  readonly words: string;
  readonly key: string;
  readonly chooses: Pick<Choice, "verdict" | "label">;
  readonly label?: ShownLabel;
};

const MOST_KEYS = 9;

/** What can be said to an input: where labelers differ, and where a label is corrected, it is said whose is approved. */
export function optionsOf({ labels, isDisputed }: ShownReviewInput, { label: chosen }: Choice): readonly Option[] {
  const isOneMeant = isDisputed || chosen !== undefined;
  const approvals: readonly Option[] = isOneMeant
    ? labels.map((label, index) => ({
        id: label.key,
        words: `Approve ${label.labeler}'s`,
        key: index < MOST_KEYS ? String(index + 1) : "",
        chooses: { verdict: "approve", label: label.key },
        label,
      }))
    : [{ id: "approve", words: "Approve", key: "a", chooses: { verdict: "approve" } }];
  return [
    ...approvals,
    { id: "request_changes", words: "Request changes", key: "c", chooses: { verdict: "request_changes" } },
    { id: "reject", words: "Reject", key: "r", chooses: { verdict: "reject" } },
  ];
}

export const isChosen = ({ chooses }: Option, { verdict, label }: Choice): boolean =>
  chooses.verdict === verdict && chooses.label === label;

/** What A chooses: the label to approve; where there are several, the next one with each press. */
export function nextApproval(options: readonly Option[], choice: Choice): Option | undefined {
  const approvals = options.filter(({ chooses }) => chooses.verdict === "approve");
  const at = approvals.findIndex((option) => isChosen(option, choice));
  return approvals[(at + 1) % approvals.length];
}
