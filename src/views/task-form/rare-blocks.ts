import type { KnownBlock } from "@slack/types";
import { withUnit } from "../../domain/numbers.ts";
import { holdsRareFields } from "../../domain/task-form/task-form.ts";
import { capitalize } from "../../domain/text.ts";
import type { UserGroup } from "../../domain/user-groups.ts";
import { actions, button, input, plain, smallPrint, staticSelect } from "../blocks.ts";
import { LIMITS } from "../limits.ts";
import { listNames, PRIORITY_WORDS, priorityInWords } from "../words.ts";
import { choicesFor } from "./choices.ts";
import { watchedNumber } from "./fields.ts";
import { FIELD, MORE_BLOCK, TASK_FORM } from "./ids.ts";
import type { TaskFormModel } from "./model.ts";
import { groupOption } from "./options.ts";

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
    input("Sample every (ms)", watchedNumber(FIELD.sampleMs, values.sampleMs, { min: "1" }), {
      optional: true,
      hint: "Only for video: one frame is labeled per that many milliseconds.",
    }),
    ...groupBlocks(values, before ? "whoever created the task" : "you"),
    actions(MORE_BLOCK, [button(TASK_FORM.fewer, "Fewer options")]),
  ];
}

/** User groups: whoever is in one is added to the people above. */
function groupBlocks(
  { review, workerGroups, reviewerGroups }: TaskFormModel["values"],
  offeredTo: string,
): KnownBlock[] {
  const field = (label: string, id: string, groups: readonly UserGroup[]): KnownBlock =>
    input(
      label,
      {
        type: "multi_external_select",
        action_id: id,
        min_query_length: 0,
        placeholder: plain("Choose user groups", LIMITS.placeholder),
        ...(groups.length > 0 && { initial_options: groups.map(groupOption) }),
      },
      {
        optional: true,
        hint: `Everybody who is in it now is added above; who joins later is offered to ${offeredTo}.`,
      },
    );
  return [
    field("Worker groups", FIELD.workerGroups, workerGroups),
    ...(review === "NONE" ? [] : [field("Reviewer groups", FIELD.reviewerGroups, reviewerGroups)]),
  ];
}

function setInWords({ priority, sampleMs, workerGroups, reviewerGroups }: TaskFormModel["values"]): string {
  const set: string[] = [];
  if (priority !== undefined) set.push(priorityInWords(priority));
  if (sampleMs !== "") set.push(`one frame every ${withUnit(sampleMs, "ms")} of a video`);
  const groups = [...workerGroups, ...reviewerGroups].map(({ handle }) => `@${handle}`);
  if (groups.length > 0) set.push(`members of ${listNames(groups)}`);
  return capitalize(set.join(" · "));
}
