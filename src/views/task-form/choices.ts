import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import { optionsOf } from "../blocks.ts";

/** What nobody chooses: a task that has it keeps it. */
const KEPT_WORDS: readonly string[] = ["TYPE_NOT_SET", "NOT_SET", "UNKNOWN"];

/** Options of what can be chosen, and of what the task had besides. */
export const choicesFor = (
  words: Readonly<Record<string, string>>,
  had: string | undefined,
  meanings?: Readonly<Record<string, string>>,
) => optionsOf(words, meanings).filter(({ value }) => value === had || !KEPT_WORDS.includes(value));

/** What each choice means: a line under it in the list. */
export const REVIEW_MEANINGS: Record<TaskFormValues["review"], string> = {
  NONE: "Labels count at once.",
  MANUAL: "Reviewers look at a sample.",
  CONSENSUS: "Labels on which workers agree count; the others go to the reviewers.",
  UNKNOWN: "Left as it is, it stays; another one takes its place.",
};

export const SPLIT_MEANINGS: Record<TaskFormValues["split"], string> = {
  EVENLY: "Everybody gets the same part.",
  WEIGHTED: "Parts in proportion to numbers that you give.",
};

export const APPROVE_MEANINGS: Record<TaskFormValues["reviewersMustApprove"], string> = {
  ONE: "The inputs are split among the reviewers.",
  ALL: "Each of them must approve; one rejection is final.",
};

export const PER_INPUT_MEANINGS: Record<TaskFormValues["conceptsPerInput"], string> = {
  ONE: "A worker chooses one of them or none.",
  SEVERAL: "As many as apply.",
};
