import type { KnownBlock } from "@slack/types";
import { withUnit } from "../../domain/numbers.ts";
import { holdsRareFields } from "../../domain/task-form/task-form.ts";
import { capitalize } from "../../domain/text.ts";
import { actions, button, input, smallPrint } from "../blocks.ts";
import { PRIORITY_WORDS, priorityInWords } from "../words.ts";
import { choicesFor } from "./choices.ts";
import { numberInput, staticSelect } from "./fields.ts";
import { FIELD, MORE_BLOCK, TASK_FORM } from "./ids.ts";
import type { TaskFormModel } from "./model.ts";

/** What few need, behind **More options**; while it is closed, what was set in it is said. */
export function rareBlocks({ values, before, showsMore }: TaskFormModel): KnownBlock[] {
  if (!showsMore) {
    const more = actions(MORE_BLOCK, [button(TASK_FORM.more, "More options")]);
    return holdsRareFields(values) ? [more, smallPrint(setInWords(values), `${MORE_BLOCK}:set`)] : [more];
  }
  return [
    input("Priority", staticSelect(FIELD.priority, choicesFor(PRIORITY_WORDS, before?.priority), values.priority), {
      optional: true,
    }),
    input("Sample every (ms)", numberInput(FIELD.sampleMs, values.sampleMs, { min: "1" }), {
      optional: true,
      hint: "Only for video: one frame is labeled per that many milliseconds.",
    }),
    actions(MORE_BLOCK, [button(TASK_FORM.fewer, "Fewer options")]),
  ];
}

function setInWords({ priority, sampleMs }: TaskFormModel["values"]): string {
  const set: string[] = [];
  if (priority !== undefined) set.push(priorityInWords(priority));
  if (sampleMs !== "") set.push(`one frame every ${withUnit(sampleMs, "ms")} of a video`);
  return capitalize(set.join(" · "));
}
