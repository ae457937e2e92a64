import type { InputBlock } from "@slack/types";
import type { Verdict } from "../../domain/labeling/label.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import {
  distinctLabels,
  type InputVerdict,
  isDisputed,
  type Labeler,
  type ReviewedLabel,
  type ReviewInput,
  type ReviewTask,
} from "../../domain/review/review.ts";
import { checksum } from "../../domain/text.ts";
import { input, option } from "../blocks.ts";

import { sayLabel } from "./said-words.ts";

/** The action ids of the fields; their block ids say which input, with which labels, in which round of the window. */
export const VERDICT = { verdict: "review.verdict", reason: "review.reason" } as const;

const APPROVE = "approve";
const CHANGES = "request_changes";
const REJECT = "reject";
/** Slack's radio buttons take ten; two are for the other verdicts. */
const MOST_APPROVALS = 8;
/** Enough for a reason, and what a worker's window and message can show. */
const LONGEST_REASON = 500;

export type Labelers = Readonly<Record<string, Labeler>>;
type About = { readonly task: ReviewTask; readonly labelers: Labelers };

/** The same input with other labels is another: a verdict is on what was seen. */
const keyOf = ({ input: { id }, labels }: ReviewInput): string =>
  checksum(JSON.stringify([id, labels.map(({ assignmentId, said }) => [assignmentId, said])])) + checksum(id);

const blockIds = (each: ReviewInput, round: number) => ({
  verdict: `${VERDICT.verdict}:${keyOf(each)}:${round}`,
  reason: `${VERDICT.reason}:${keyOf(each)}:${round}`,
});

const approvalOf = ({ assignmentId }: ReviewedLabel): string => `${APPROVE}:${checksum(assignmentId)}`;

export const nameOf = (labelers: Labelers, worker: string): string => labelers[worker]?.name ?? worker;

/** Whose label can be made the result: each, or, of more than there is room for, the first that say the same. */
function approvable({ labels }: ReviewInput): readonly ReviewedLabel[] {
  return (labels.length > MOST_APPROVALS ? distinctLabels(labels) : labels).slice(0, MOST_APPROVALS);
}

/** "3 · ana: pizza · bo: hotdog" with what can be said to it, and the reason. */
export function verdictBlocks(
  each: ReviewInput,
  { task, labelers, number, round }: About & { number: number; round: number },
): InputBlock[] {
  const ids = blockIds(each, round);
  const said = each.labels.map((label) => `${nameOf(labelers, label.worker)}: ${sayLabel(label.said, task)}`);
  const approvals = isDisputed(each)
    ? approvable(each).map((label) =>
        option(approvalOf(label), `Approve ${nameOf(labelers, label.worker)}'s: ${sayLabel(label.said, task)}`),
      )
    : [option(APPROVE, "Approve")];
  const options = [...approvals, option(CHANGES, "Request changes"), option(REJECT, "Reject")];
  return [
    input(
      [String(number), ...said].join(" · "),
      { type: "radio_buttons", action_id: VERDICT.verdict, options },
      { blockId: ids.verdict, optional: true },
    ),
    input(
      "Reason",
      { type: "plain_text_input", action_id: VERDICT.reason, max_length: LONGEST_REASON },
      { blockId: ids.reason, optional: true },
    ),
  ];
}

type Field = { readonly selected_option?: { readonly value: string } | null; readonly value?: string | null };
type State = { readonly [blockId: string]: { readonly [actionId: string]: Field } };

/** What was chosen in a window. `gone`: inputs with a verdict that await none any more, or of which something else is said by now. */
export type ReadBatch = {
  readonly verdicts: readonly InputVerdict[];
  readonly left: readonly string[];
  readonly gone: number;
};

/** Reads a batch by what is held of the task; else what is wrong, by block id. */
export function readVerdicts(
  held: readonly ReviewInput[],
  round: number,
  state: State,
): Result<ReadBatch, Readonly<Record<string, string>>> {
  const verdicts: InputVerdict[] = [];
  const left: string[] = [];
  const errors: Record<string, string> = {};
  const known = new Set<string>();
  for (const each of held) {
    const ids = blockIds(each, round);
    if (!state[ids.verdict]) continue;
    known.add(ids.verdict);
    const chosen = state[ids.verdict]?.[VERDICT.verdict]?.selected_option?.value;
    const reason = state[ids.reason]?.[VERDICT.reason]?.value?.trim() ?? "";
    const verdict = chosen === undefined ? undefined : readVerdict(each, chosen, reason);
    if (verdict) verdicts.push(verdict);
    else left.push(each.input.id);
    if (verdict?.verdict === CHANGES && reason === "")
      errors[ids.reason] = "Say what is to be changed: the labeler reads it at this input.";
    else if (chosen === undefined && reason !== "")
      errors[ids.verdict] = "You gave a reason: choose what it is for, or take the reason away.";
  }
  if (Object.keys(errors).length > 0) return err(errors);
  const gone = Object.entries(state).filter(
    ([id, fields]) =>
      id.startsWith(`${VERDICT.verdict}:`) && !known.has(id) && fields[VERDICT.verdict]?.selected_option,
  );
  return ok({ verdicts, left, gone: gone.length });
}

/** Undefined for an option that this input does not have. */
function readVerdict({ input: { id }, labels }: ReviewInput, value: string, reason: string): InputVerdict | undefined {
  const on = (verdict: Verdict, some: readonly ReviewedLabel[]): InputVerdict => ({
    inputId: id,
    verdict,
    on: some.map(({ assignmentId, worker }) => ({ assignmentId, worker })),
    ...(reason !== "" && { reason }),
  });
  if (value === APPROVE || value === CHANGES || value === REJECT) return on(value, labels);
  const label = labels.find((one) => approvalOf(one) === value);
  return label && on(APPROVE, [label]);
}
