import type { ViewStateValue } from "@slack/bolt";
import { isMachine, isOutside } from "../../domain/people/outside-person.ts";
import type { Priority, ReviewPlan, TaskType, WorkerStrategy } from "../../domain/task.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../../domain/task-form/task-form.ts";
import type { UserGroup } from "../../domain/user-groups.ts";
import type { ViewState } from "../form-state.ts";
import { type LongValues, NO_LONG_VALUES } from "../option-value.ts";
import {
  APPROVE_WORDS,
  PER_INPUT_WORDS,
  PRIORITY_WORDS,
  REVIEW_WORDS,
  SOURCE_WORDS,
  SPLIT_WORDS,
  STRATEGY_WORDS,
  TYPE_WORDS,
} from "../words.ts";
import { peopleBlockId } from "./fields.ts";
import { FIELD, personOfWeightField } from "./ids.ts";
import { readConceptOption, readGroupOption, readNamedOption } from "./options.ts";
import { readOutside } from "./outside.ts";

/**
 * Reads the fields of the task form. Fields that do not show keep what `earlier` says (Slack sends nothing for them),
 * so that a choice survives being hidden for a moment. `long` is what the keys among the chosen options stand for.
 */
export function readTaskForm(
  state: ViewState,
  earlier: TaskFormValues = EMPTY_TASK_FORM,
  long: LongValues = NO_LONG_VALUES,
): TaskFormValues {
  const fields = new Map<string, ViewStateValue>();
  const blockIds = new Map<string, string>();
  const weights: Record<string, string> = { ...earlier.weights };
  for (const [blockId, block] of Object.entries(state)) {
    for (const [actionId, value] of Object.entries(block)) {
      blockIds.set(actionId, blockId);
      const worker = personOfWeightField(actionId);
      if (worker === undefined) fields.set(actionId, value);
      else weights[worker] = value.value ?? "";
    }
  }
  const text = (id: string, before: string): string => {
    const field = fields.get(id);
    return field ? (field.value ?? "") : before;
  };
  const choice = <T extends string>(id: string, words: Record<T, string>, before: T): T => {
    const value = fields.get(id)?.selected_option?.value;
    return value !== undefined && Object.hasOwn(words, value) ? (value as T) : before;
  };
  const inSlack = (id: string, before: readonly string[], ofGroups: readonly UserGroup[]): readonly string[] => {
    const field = fields.get(id);
    const kept = before.filter((person) => !isOutside(person));
    if (!field) return kept;
    const chosen = field.selected_users ?? [];
    // While the view does not show yet whom a group has brought, they are not in its field.
    const isBehind = ofGroups.length > 0 && !isBlockOf(blockIds.get(id) ?? "", peopleBlockId(id, ofGroups));
    return [...new Set(isBehind ? [...kept, ...chosen] : chosen)];
  };
  const outside = (id: string, offered: readonly string[], before: readonly string[]): readonly string[] =>
    readOutside(fields.get(id), offered) ?? before.filter(isOutside);
  const named = (id: string, before: TaskFormValues["dataset"]) => {
    const field = fields.get(id);
    return field ? readNamedOption(field.selected_option, long, before) : before;
  };
  const groups = (id: string, before: readonly UserGroup[]): readonly UserGroup[] => {
    const field = fields.get(id);
    return field ? (field.selected_options ?? []).flatMap((chosen) => readGroupOption(chosen) ?? []) : before;
  };
  const concepts = fields.get(FIELD.concepts)?.selected_options;
  const priority = fields.get(FIELD.priority);
  const { outsideWorkers, outsideReviewers } = earlier;
  const tickedWorkers = outside(FIELD.outsideWorkers, outsideWorkers, [...earlier.workers, ...earlier.machines]);
  const tickedReviewers = outside(FIELD.outsideReviewers, outsideReviewers, earlier.reviewers);

  return {
    name: text(FIELD.name, earlier.name),
    instructions: text(FIELD.instructions, earlier.instructions),
    type: fields.has(FIELD.type) ? readChoice<TaskType>(fields.get(FIELD.type), TYPE_WORDS) : earlier.type,
    concepts: fields.has(FIELD.concepts)
      ? (concepts ?? []).flatMap((chosen) => readConceptOption(chosen, long, earlier.concepts) ?? [])
      : earlier.concepts,
    conceptsPerInput: choice(FIELD.conceptsPerInput, PER_INPUT_WORDS, earlier.conceptsPerInput),
    inputSource: choice(FIELD.inputSource, SOURCE_WORDS, earlier.inputSource),
    dataset: named(FIELD.dataset, earlier.dataset),
    savedSearch: named(FIELD.savedSearch, earlier.savedSearch),
    workers: [
      ...inSlack(FIELD.workers, earlier.workers, earlier.workerGroups),
      ...tickedWorkers.filter((key) => !isMachine(key)),
    ],
    strategy: choice<WorkerStrategy>(FIELD.strategy, STRATEGY_WORDS, earlier.strategy),
    workersPerInput: text(FIELD.workersPerInput, earlier.workersPerInput),
    split: choice(FIELD.split, SPLIT_WORDS, earlier.split),
    weights,
    weightLines: text(FIELD.weightLines, earlier.weightLines),
    review: choice<ReviewPlan["strategy"]>(FIELD.review, REVIEW_WORDS, earlier.review),
    reviewers: [...inSlack(FIELD.reviewers, earlier.reviewers, earlier.reviewerGroups), ...tickedReviewers],
    sample: text(FIELD.sample, earlier.sample),
    labelersMustAgree: text(FIELD.labelersMustAgree, earlier.labelersMustAgree),
    reviewersMustApprove: choice(FIELD.reviewersMustApprove, APPROVE_WORDS, earlier.reviewersMustApprove),
    priority: priority ? readChoice<Priority>(priority, PRIORITY_WORDS) : earlier.priority,
    sampleMs: text(FIELD.sampleMs, earlier.sampleMs),
    workerGroups: groups(FIELD.workerGroups, earlier.workerGroups),
    reviewerGroups: groups(FIELD.reviewerGroups, earlier.reviewerGroups),
    outsideWorkers,
    outsideReviewers,
    machines: tickedWorkers.filter(isMachine),
  };
}

/** The form's key follows a block's id (build.ts). */
const isBlockOf = (blockId: string, expected: string): boolean => blockId.split("#")[0] === expected;

function readChoice<T extends string>(field: ViewStateValue | undefined, words: Record<T, string>): T | undefined {
  const value = field?.selected_option?.value;
  return value !== undefined && Object.hasOwn(words, value) ? (value as T) : undefined;
}
