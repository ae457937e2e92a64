import type { KnownBlock, ModalView } from "@slack/types";
import { MAX_INSTRUCTIONS, MAX_NAME } from "../../domain/task-form/task-draft.ts";
import { visibleFields } from "../../domain/task-form/task-form.ts";
import { input, optionsOf, plain, staticSelect } from "../blocks.ts";
import { LIMITS } from "../limits.ts";
import { PER_INPUT_WORDS, SOURCE_WORDS, TYPE_WORDS } from "../words.ts";
import { choicesFor, PER_INPUT_MEANINGS } from "./choices.ts";
import { externalSelect, textInput } from "./fields.ts";
import { FIELD } from "./ids.ts";
import { buildLeft } from "./left.ts";
import type { TaskFormModel } from "./model.ts";
import { conceptOption } from "./options.ts";
import { rareBlocks } from "./rare-blocks.ts";
import { reviewBlocks } from "./review-blocks.ts";
import { workerBlocks } from "./worker-blocks.ts";

/** The task modal; its labels and their order are a contract. */
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
      input(
        "Concepts per input",
        staticSelect(FIELD.conceptsPerInput, optionsOf(PER_INPUT_WORDS, PER_INPUT_MEANINGS), values.conceptsPerInput),
        { hint: "One: a worker chooses one of them or none. Several: as many as apply." },
      ),
    );
  blocks.push(
    input(
      "Input source",
      staticSelect(FIELD.inputSource, choicesFor(SOURCE_WORDS, before?.inputSource), values.inputSource),
    ),
  );
  if (shows.dataset) blocks.push(input("Dataset", externalSelect(FIELD.dataset, values.dataset)));
  if (shows.savedSearch) blocks.push(input("Saved search", externalSelect(FIELD.savedSearch, values.savedSearch)));
  blocks.push(...workerBlocks(model, shows), ...reviewBlocks(model, shows), ...rareBlocks(model));
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

/** The other side searches by how a name begins; parts of names are looked for among the first hundred concepts (api/catalog-calls.ts). */
const CONCEPTS_HINT = "Workers choose among these; where there are more than 100 concepts, type how a name begins.";

const cutHint = (what: "name" | "instructions"): string =>
  `Only the beginning of the ${what} fits in here: left as it is, all of it stays.`;
