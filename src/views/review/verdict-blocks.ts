import type { InputBlock } from "@slack/types";
import { err, ok, type Result } from "../../domain/result.ts";
import { type Choice, decide, keyOfInput, keyOfLabel, MISTAKES } from "../../domain/review/decide.ts";
import {
  distinctLabels,
  type InputVerdict,
  isDisputed,
  type Labeler,
  type ReviewedLabel,
  type ReviewInput,
  type ReviewTask,
} from "../../domain/review/review.ts";
import { sayLabel } from "../../domain/review/said-words.ts";
import { input, option } from "../blocks.ts";

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

const blockIds = (each: ReviewInput, round: number) => ({
  verdict: `${VERDICT.verdict}:${keyOfInput(each)}:${round}`,
  reason: `${VERDICT.reason}:${keyOfInput(each)}:${round}`,
});

const approvalOf = (label: ReviewedLabel): string => `${APPROVE}:${keyOfLabel(label)}`;

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
    const reason = state[ids.reason]?.[VERDICT.reason]?.value ?? "";
    const decided = decide(each, { ...choiceOf(chosen), reason });
    if (!decided.ok) errors[decided.error === "reason" ? ids.reason : ids.verdict] = MISTAKES[decided.error];
    else if (decided.value) verdicts.push(decided.value);
    else left.push(each.input.id);
  }
  if (Object.keys(errors).length > 0) return err(errors);
  const gone = Object.entries(state).filter(
    ([id, fields]) =>
      id.startsWith(`${VERDICT.verdict}:`) && !known.has(id) && fields[VERDICT.verdict]?.selected_option,
  );
  return ok({ verdicts, left, gone: gone.length });
}

function choiceOf(value: string | undefined): Pick<Choice, "verdict" | "label"> {
  if (value === undefined) return {};
  if (value === APPROVE || value === CHANGES || value === REJECT) return { verdict: value };
  return { verdict: APPROVE, label: value.slice(`${APPROVE}:`.length) };
}
