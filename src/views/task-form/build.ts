import type { KnownBlock, ModalView } from "@slack/types";
import type { NameOf } from "../../domain/people/person.ts";
import { MAX_INSTRUCTIONS, MAX_NAME } from "../../domain/task-form/task-draft.ts";
import { type TaskFormValues, visibleFields } from "../../domain/task-form/task-form.ts";
import type { LeftForm } from "../../domain/task-form/task-form-record.ts";
import { KEPT, keepsWeights } from "../../domain/task-form/weight-lines.ts";
import { weightLinesOf } from "../../domain/task-form/weights.ts";
import type { WorkPreview } from "../../domain/task-form/work-preview.ts";
import { checksum } from "../../domain/text.ts";
import { input, paragraph, plain } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
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
import { workConsequences } from "./consequences.ts";
import { externalSelect, numberInput, peopleSelect, staticSelect, textInput } from "./fields.ts";
import { CONSEQUENCES_BLOCK, FIELD, weightField } from "./ids.ts";
import { buildLeft } from "./left.ts";
import { conceptOption } from "./options.ts";
import { buildOutside } from "./outside.ts";
import { buildPreview } from "./preview.ts";

export type TaskFormModel = {
  /** Tells this form from any other one in the same window: Slack keeps what a block holds as long as its id stays. */
  readonly formKey: string;
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
  readonly left?: LeftForm;
  /** What the task held when the form of an existing one was filled from it; absent for a new task. */
  readonly before?: TaskFormValues;
};

/** The task modal; its labels and their order are a contract (design.md). */
export function buildTaskForm(model: TaskFormModel): ModalView {
  const { values, before } = model;
  const shows = visibleFields(values);
  const blocks: KnownBlock[] = [
    input("Name", textInput(FIELD.name, values.name, { max: MAX_NAME, placeholder: "Lunch photos, round 2" }), {
      optional: before?.name === "",
      ...(before && before.name.length >= MAX_NAME && { hint: cutHint("name") }),
    }),
    input(
      "Instructions",
      textInput(FIELD.instructions, values.instructions, { max: MAX_INSTRUCTIONS, multiline: true }),
      {
        optional: true,
        hint:
          before && before.instructions.length >= MAX_INSTRUCTIONS
            ? cutHint("instructions")
            : "Workers and reviewers read this first.",
      },
    ),
    input("Task type", staticSelect(FIELD.type, choicesFor(TYPE_WORDS, before?.type), values.type)),
    input(
      "Concepts",
      {
        type: "multi_external_select",
        action_id: FIELD.concepts,
        min_query_length: 0,
        placeholder: plain("Type to find or create concepts", LIMITS.placeholder),
        ...(values.concepts.length > 0 && { initial_options: values.concepts.map(conceptOption) }),
      },
      { hint: CONCEPTS_HINT, optional: before?.concepts.length === 0 },
    ),
  ];
  if (shows.conceptsPerInput)
    blocks.push(
      input("Concepts per input", staticSelect(FIELD.conceptsPerInput, PER_INPUT_WORDS, values.conceptsPerInput), {
        hint: "One: a worker chooses one of them or none. Several: as many as apply.",
      }),
    );
  blocks.push(
    input(
      "Input source",
      staticSelect(FIELD.inputSource, choicesFor(SOURCE_WORDS, before?.inputSource), values.inputSource),
    ),
  );
  if (shows.dataset) blocks.push(input("Dataset", externalSelect(FIELD.dataset, values.dataset)));
  if (shows.savedSearch) blocks.push(input("Saved search", externalSelect(FIELD.savedSearch, values.savedSearch)));
  blocks.push(...workerBlocks(model, shows), ...reviewBlocks(model, shows), ...rareBlocks(values, before));
  const { left } = model;
  return {
    type: "modal",
    callback_id: model.callbackId,
    private_metadata: model.privateMetadata,
    title: plain(model.title, LIMITS.viewTitle),
    submit: plain(model.submit, LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    notify_on_close: true,
    blocks: [
      ...(left ? buildLeft(left, before !== undefined) : []),
      ...blocks.map((block) => toFormBlock(block, model)),
    ],
  };
}

/** Every field tells of each change, so that nothing typed is lost when the form is closed, and belongs to this form alone. */
const toFormBlock = (block: KnownBlock, { formKey }: TaskFormModel): KnownBlock =>
  block.type === "input" ? { ...block, block_id: `${block.block_id}#${formKey}`, dispatch_action: true } : block;

type Shows = ReturnType<typeof visibleFields>;

/** What nobody chooses: a task that has it keeps it. */
const KEPT_WORDS: readonly string[] = ["TYPE_NOT_SET", "NOT_SET", "UNKNOWN"];

/** What can be chosen, and what the task had besides. */
const choicesFor = (words: Readonly<Record<string, string>>, had: string | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter(([word]) => word === had || !KEPT_WORDS.includes(word)));

/** The other side searches by how a name begins; parts of names are looked for among the first hundred concepts (api/catalog-calls.ts). */
const CONCEPTS_HINT = "Workers choose among these; where there are more than 100 concepts, type how a name begins.";

const cutHint = (what: "name" | "instructions"): string =>
  `Only the beginning of the ${what} fits in here: left as it is, all of it stays.`;

function workerBlocks(
  { values, strategyChosen, preview, nameOf, otherSide, before }: TaskFormModel,
  shows: Shows,
): KnownBlock[] {
  const blocks: KnownBlock[] = [
    input("Workers", peopleSelect(FIELD.workers, values.workers, "Choose who labels"), {
      optional: true,
      hint: "Each of them gets a message with their share.",
    }),
    ...outsideBlock(FIELD.outsideWorkers, values.outsideWorkers, [...values.workers, ...values.machines], nameOf),
    // The default follows the workers: an untouched select gets a new block id, since Slack keeps the value of a known one.
    input(
      "Worker strategy",
      staticSelect(FIELD.strategy, choicesFor(STRATEGY_WORDS, before?.strategy), values.strategy),
      {
        hint: STRATEGY_HINTS[values.strategy],
        ...(!strategyChosen && { blockId: `${FIELD.strategy}:${values.strategy}` }),
      },
    ),
  ];
  if (shows.partition) {
    blocks.push(
      input("Workers per input", numberInput(FIELD.workersPerInput, values.workersPerInput, { min: "1" }), {
        hint: "Each input is labeled by this many different people.",
      }),
      input("Split", staticSelect(FIELD.split, SPLIT_WORDS, values.split)),
    );
  }
  if (shows.weightFields) {
    for (const worker of values.workers) {
      const field = weightField(worker);
      blocks.push(
        input(
          `Weight for ${truncate(nameOf(worker), 200)}`,
          numberInput(field, values.weights[worker] ?? "", { decimal: true, min: "0" }),
          { optional: before !== undefined && hadNoWeight(before, worker) },
        ),
      );
    }
  }
  if (shows.weightLines) {
    const lines = weightLinesOf(values, nameOf);
    // Other workers, other lines: a new block id takes the new text (a known one would keep the old).
    blocks.push(
      input(
        "Weights",
        textInput(FIELD.weightLines, lines, {
          max: LIMITS.inputText,
          multiline: true,
        }),
        {
          blockId: `${FIELD.weightLines}:${checksum(values.workers.join())}`,
          hint: keepsWeights(lines) ? KEPT_HINT : LINES_HINT,
        },
      ),
    );
  }
  const consequences = before ? workConsequences(before, values, nameOf) : [];
  if (preview) blocks.push(...buildPreview(preview, nameOf, otherSide));
  if (consequences.length > 0) blocks.push(paragraph(consequences.join("\n"), CONSEQUENCES_BLOCK));
  return blocks;
}

/** A task made elsewhere can lack a weight: left empty, it stays so. */
const hadNoWeight = (before: TaskFormValues, worker: string): boolean =>
  before.split === "WEIGHTED" && before.workers.includes(worker) && (before.weights[worker] ?? "") === "";

function outsideBlock(actionId: string, offered: readonly string[], ticked: readonly string[], nameOf: NameOf) {
  return offered.length > 0 ? [buildOutside(actionId, offered, ticked, nameOf)] : [];
}

const STRATEGY_HINTS: Record<TaskFormValues["strategy"], string> = {
  FULL: "Every worker labels every input.",
  PARTITIONED: "The inputs are divided among the workers.",
  DYNAMIC: "Workers ask for ten inputs at a time.",
  NOT_SET: "The task does not say how the work is divided; left as it is, it stays so.",
  UNKNOWN: "Left as it is, it stays; another one takes its place.",
};

const LINES_HINT = "One line per worker: “@name weight”; “everyone else 1” covers the rest.";
const KEPT_HINT = `${LINES_HINT} “everyone else ${KEPT}”: who has no line here keeps their weight.`;

function reviewBlocks({ values, nameOf, before }: TaskFormModel, shows: Shows): KnownBlock[] {
  const blocks: KnownBlock[] = [
    input("Review strategy", staticSelect(FIELD.review, choicesFor(REVIEW_WORDS, before?.review), values.review), {
      hint: REVIEW_HINTS[values.review],
    }),
  ];
  if (shows.reviewers)
    blocks.push(
      input("Reviewers", peopleSelect(FIELD.reviewers, values.reviewers, "Choose who reviews"), {
        optional:
          values.outsideReviewers.length > 0 ||
          (before !== undefined && before.review !== "NONE" && before.reviewers.length === 0),
      }),
      ...outsideBlock(FIELD.outsideReviewers, values.outsideReviewers, values.reviewers, nameOf),
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
        hint: "An input is approved when this many labelers agree; 0 sends every input to the reviewers.",
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
  UNKNOWN: "Left as it is, it stays; another one takes its place.",
  NONE: "Labels count at once.",
  MANUAL: "Reviewers look at a sample.",
  CONSENSUS: "Labels on which workers agree count; the others go to the reviewers.",
};

function rareBlocks(values: TaskFormValues, before: TaskFormValues | undefined): KnownBlock[] {
  return [
    input("Priority", staticSelect(FIELD.priority, choicesFor(PRIORITY_WORDS, before?.priority), values.priority), {
      optional: true,
    }),
    input("Sample every (ms)", numberInput(FIELD.sampleMs, values.sampleMs, { min: "1" }), {
      optional: true,
      hint: "Only for video: one frame is labeled per that many milliseconds.",
    }),
  ];
}
