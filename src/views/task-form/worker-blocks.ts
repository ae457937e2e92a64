import type { KnownBlock } from "@slack/types";
import type { TaskFormValues, visibleFields } from "../../domain/task-form/task-form.ts";
import { KEPT, keepsWeights } from "../../domain/task-form/weight-lines.ts";
import { weightLinesOf } from "../../domain/task-form/weights.ts";
import { checksum } from "../../domain/text.ts";
import { input, optionsOf, paragraph, staticSelect } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { SPLIT_WORDS, STRATEGY_MEANINGS, STRATEGY_WORDS } from "../words.ts";
import { choicesFor, SPLIT_MEANINGS } from "./choices.ts";
import { workConsequences } from "./consequences.ts";
import { peopleBlockId, peopleSelect, textInput, watchedNumber } from "./fields.ts";
import { CONSEQUENCES_BLOCK, FIELD, weightField } from "./ids.ts";
import type { TaskFormModel } from "./model.ts";
import { buildOutside } from "./outside.ts";
import { buildPreview } from "./preview.ts";

/** Who labels, how the work is divided, and the preview of what everybody gets. */
export function workerBlocks(model: TaskFormModel, shows: ReturnType<typeof visibleFields>): KnownBlock[] {
  const { values, strategyChosen, perInputSet, preview, nameOf, otherSide, before } = model;
  const blocks: KnownBlock[] = [
    input("Workers", peopleSelect(FIELD.workers, values.workers, "Choose who labels"), {
      blockId: peopleBlockId(FIELD.workers, values.workerGroups),
      optional: true,
      hint: "Each of them gets a message with their share.",
    }),
    ...buildOutside(FIELD.outsideWorkers, values.outsideWorkers, [...values.workers, ...values.machines], nameOf),
    // What the form sets by itself gets a new block id, since Slack keeps the value of a known one.
    input(
      "Worker strategy",
      staticSelect(FIELD.strategy, choicesFor(STRATEGY_WORDS, before?.strategy, STRATEGY_MEANINGS), values.strategy),
      {
        hint: STRATEGY_MEANINGS[values.strategy],
        ...(!strategyChosen && { blockId: `${FIELD.strategy}:${values.strategy}` }),
      },
    ),
  ];
  if (shows.partition) {
    blocks.push(
      input("Workers per input", watchedNumber(FIELD.workersPerInput, values.workersPerInput, { min: "1" }), {
        blockId: `${FIELD.workersPerInput}:${perInputSet}`,
        hint:
          values.review === "CONSENSUS"
            ? "Each input is labeled by this many different people, whose labels are compared."
            : "Each input is labeled by this many different people.",
      }),
      input("Split", staticSelect(FIELD.split, optionsOf(SPLIT_WORDS, SPLIT_MEANINGS), values.split)),
    );
  }
  if (shows.weightFields) {
    for (const worker of values.workers) {
      const field = weightField(worker);
      blocks.push(
        input(
          `Weight for ${truncate(nameOf(worker), 200)}`,
          watchedNumber(field, values.weights[worker] ?? "", { decimal: true, min: "0" }),
          { optional: before !== undefined && hadNoWeight(before, worker) },
        ),
      );
    }
  }
  if (shows.weightLines) {
    const lines = weightLinesOf(values, nameOf);
    // Other workers, other lines: a new block id takes the new text (a known one would keep the old).
    blocks.push(
      input("Weights", textInput(FIELD.weightLines, lines, { max: LIMITS.inputText, multiline: true }), {
        blockId: `${FIELD.weightLines}:${checksum(values.workers.join())}`,
        hint: keepsWeights(lines) ? KEPT_HINT : LINES_HINT,
      }),
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

const LINES_HINT = "One line per worker: “@name weight”; “everyone else 1” covers the rest.";
const KEPT_HINT = `${LINES_HINT} “everyone else ${KEPT}”: who has no line here keeps their weight.`;
