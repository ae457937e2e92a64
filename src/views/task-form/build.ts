import type { KnownBlock, ModalView } from "@slack/types";
import { checksum } from "../../domain/concept-id.ts";
import { type TaskFormValues, visibleFields } from "../../domain/task-form.ts";
import { type NameOf, writeWeightLines } from "../../domain/weights.ts";
import type { WorkPreview } from "../../domain/work-preview.ts";
import { input, option, plain } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { PRIORITY_WORDS, REVIEW_WORDS, SOURCE_WORDS, STRATEGY_WORDS, TYPE_WORDS } from "../words.ts";
import { FIELD, weightField } from "./ids.ts";
import { conceptOption, namedOption } from "./options.ts";
import { buildPreview } from "./preview.ts";
import { APPROVE_WORDS, SPLIT_WORDS } from "./read.ts";

export type TaskFormModel = {
  readonly callbackId: string;
  readonly title: string;
  readonly submit: string;
  readonly privateMetadata: string;
  readonly values: TaskFormValues;
  /** False while the strategy is the default and may still follow the workers. */
  readonly strategyChosen: boolean;
  readonly preview: WorkPreview | undefined;
  readonly nameOf: NameOf;
  readonly otherSide: string;
};

/** The task modal; its labels and their order are a contract (design.md). */
export function buildTaskForm(model: TaskFormModel): ModalView {
  const { values } = model;
  const shows = visibleFields(values);
  const blocks: KnownBlock[] = [
    input("Name", textInput(FIELD.name, values.name, { max: 255, placeholder: "Lunch photos, round 2" })),
    input(
      "Instructions",
      textInput(FIELD.instructions, values.instructions, { max: LIMITS.inputText, multiline: true }),
      {
        optional: true,
        hint: "Workers and reviewers read this first.",
      },
    ),
    input("Task type", staticSelect(FIELD.type, TYPE_WORDS_TO_CREATE, values.type)),
    input(
      "Concepts",
      {
        type: "multi_external_select",
        action_id: FIELD.concepts,
        min_query_length: 0,
        placeholder: plain("Type to find or create concepts", LIMITS.placeholder),
        ...(values.concepts.length > 0 && { initial_options: values.concepts.map(conceptOption) }),
      },
      { hint: "Workers choose among these." },
    ),
    input("Input source", staticSelect(FIELD.inputSource, SOURCE_WORDS, values.inputSource), { dispatch: true }),
  ];
  if (shows.dataset) blocks.push(input("Dataset", externalSelect(FIELD.dataset, values.dataset), { dispatch: true }));
  if (shows.savedSearch)
    blocks.push(input("Saved search", externalSelect(FIELD.savedSearch, values.savedSearch), { dispatch: true }));
  blocks.push(...workerBlocks(model, shows), ...reviewBlocks(values, shows), ...rareBlocks(values));
  return {
    type: "modal",
    callback_id: model.callbackId,
    private_metadata: model.privateMetadata,
    title: plain(model.title, LIMITS.viewTitle),
    submit: plain(model.submit, LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks,
  };
}

type Shows = ReturnType<typeof visibleFields>;

const { TYPE_NOT_SET: _automatic, ...TYPE_WORDS_TO_CREATE } = TYPE_WORDS;

function workerBlocks(
  { values, strategyChosen, preview, nameOf, otherSide }: TaskFormModel,
  shows: Shows,
): KnownBlock[] {
  const blocks: KnownBlock[] = [
    input("Workers", peopleSelect(FIELD.workers, values.workers, "Choose who labels"), {
      optional: true,
      dispatch: true,
      hint: "Each of them gets a message with their share.",
    }),
    // The default follows the workers: an untouched select gets a new block id, since Slack keeps the value of a known one.
    input("Worker strategy", staticSelect(FIELD.strategy, STRATEGY_WORDS, values.strategy), {
      dispatch: true,
      hint: STRATEGY_HINTS[values.strategy],
      ...(!strategyChosen && { blockId: `${FIELD.strategy}:${values.strategy}` }),
    }),
  ];
  if (shows.partition) {
    blocks.push(
      input("Workers per input", numberInput(FIELD.workersPerInput, values.workersPerInput, { min: "1", live: true }), {
        dispatch: true,
        hint: "Each input is labeled by this many different people.",
      }),
      input("Split", staticSelect(FIELD.split, SPLIT_WORDS, values.split), { dispatch: true }),
    );
  }
  if (shows.weightFields) {
    for (const worker of values.workers) {
      const field = weightField(worker);
      blocks.push(
        input(
          `Weight for ${truncate(nameOf(worker), 200)}`,
          numberInput(field, values.weights[worker] ?? "", { decimal: true, min: "0", live: true }),
          { dispatch: true },
        ),
      );
    }
  }
  if (shows.weightLines) {
    // Other workers, other lines: a new block id takes the new text (a known one would keep the old).
    blocks.push(
      input(
        "Weights",
        textInput(FIELD.weightLines, weightLinesOf(values, nameOf), {
          max: LIMITS.inputText,
          multiline: true,
          live: true,
        }),
        {
          dispatch: true,
          blockId: `${FIELD.weightLines}:${checksum(values.workers.join())}`,
          hint: "One line per worker: “@name weight”.",
        },
      ),
    );
  }
  if (preview) blocks.push(...buildPreview(preview, nameOf, otherSide));
  return blocks;
}

const STRATEGY_HINTS: Record<TaskFormValues["strategy"], string> = {
  FULL: "Every worker labels every input.",
  PARTITIONED: "The inputs are divided among the workers.",
  DYNAMIC: "Workers ask for ten inputs at a time.",
};

function weightLinesOf(values: TaskFormValues, nameOf: NameOf): string {
  return values.weightLines === "" ? writeWeightLines(values.workers, values.weights, nameOf) : values.weightLines;
}

function reviewBlocks(values: TaskFormValues, shows: Shows): KnownBlock[] {
  const blocks: KnownBlock[] = [
    input("Review strategy", staticSelect(FIELD.review, REVIEW_WORDS, values.review), {
      dispatch: true,
      hint: REVIEW_HINTS[values.review],
    }),
  ];
  if (shows.reviewers)
    blocks.push(
      input("Reviewers", peopleSelect(FIELD.reviewers, values.reviewers, "Choose who reviews"), { dispatch: true }),
    );
  if (shows.sample)
    blocks.push(
      input("Sample to review (%)", numberInput(FIELD.sample, values.sample, { decimal: true, min: "0", max: "100" }), {
        hint: "This part of the labeled inputs goes to the reviewers.",
      }),
    );
  if (shows.consensus)
    blocks.push(
      input("Labelers who must agree", numberInput(FIELD.labelersMustAgree, values.labelersMustAgree, { min: "0" }), {
        hint: "When that many label an input alike it is approved; 0 sends every input to the reviewers.",
      }),
      input(
        "Reviewers who must approve",
        staticSelect(FIELD.reviewersMustApprove, APPROVE_WORDS, values.reviewersMustApprove),
        { hint: "One: the inputs are split among the reviewers. All: each of them must approve." },
      ),
    );
  return blocks;
}

const REVIEW_HINTS: Record<TaskFormValues["review"], string> = {
  NONE: "Labels count at once.",
  MANUAL: "Reviewers look at a sample.",
  CONSENSUS: "Labels on which workers agree count; the others go to the reviewers.",
};

function rareBlocks(values: TaskFormValues): KnownBlock[] {
  return [
    input("Priority", staticSelect(FIELD.priority, PRIORITY_WORDS, values.priority), { optional: true }),
    input("Sample every (ms)", numberInput(FIELD.sampleMs, values.sampleMs, { min: "1" }), {
      optional: true,
      hint: "Only for video: one frame is labeled per that many milliseconds.",
    }),
  ];
}

function textInput(
  actionId: string,
  value: string,
  options: { max: number; multiline?: boolean; live?: boolean; placeholder?: string },
) {
  return {
    type: "plain_text_input" as const,
    action_id: actionId,
    max_length: options.max,
    ...(options.multiline && { multiline: true }),
    ...(value !== "" && { initial_value: truncate(value, options.max) }),
    ...(options.placeholder && { placeholder: plain(options.placeholder, LIMITS.placeholder) }),
    ...(options.live && { dispatch_action_config: { trigger_actions_on: ["on_character_entered" as const] } }),
  };
}

function numberInput(
  actionId: string,
  value: string,
  options: { decimal?: boolean; min?: string; max?: string; live?: boolean },
) {
  return {
    type: "number_input" as const,
    action_id: actionId,
    is_decimal_allowed: options.decimal ?? false,
    ...(options.min !== undefined && { min_value: options.min }),
    ...(options.max !== undefined && { max_value: options.max }),
    ...(isInitialNumber(value, options) && { initial_value: value.trim() }),
    ...(options.live && { dispatch_action_config: { trigger_actions_on: ["on_character_entered" as const] } }),
  };
}

/** Slack refuses a view whose initial number is none, or out of the field's own bounds. */
function isInitialNumber(value: string, options: { decimal?: boolean; min?: string; max?: string }): boolean {
  const pattern = options.decimal ? /^\d+(\.\d+)?$/ : /^\d+$/;
  if (!pattern.test(value.trim())) return false;
  const number = Number(value);
  return number >= Number(options.min ?? 0) && number <= Number(options.max ?? Number.MAX_SAFE_INTEGER);
}

function staticSelect(actionId: string, words: Readonly<Record<string, string>>, chosen: string | undefined) {
  const options = Object.entries(words).map(([value, text]) => option(value, text));
  const initial = options.find((each) => each.value === chosen);
  return { type: "static_select" as const, action_id: actionId, options, ...(initial && { initial_option: initial }) };
}

function externalSelect(actionId: string, chosen: TaskFormValues["dataset"]) {
  return {
    type: "external_select" as const,
    action_id: actionId,
    min_query_length: 0,
    placeholder: plain("Type to find one", LIMITS.placeholder),
    ...(chosen && { initial_option: namedOption(chosen) }),
  };
}

function peopleSelect(actionId: string, chosen: readonly string[], placeholder: string) {
  return {
    type: "multi_users_select" as const,
    action_id: actionId,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...(chosen.length > 0 && { initial_users: [...chosen] }),
  };
}
