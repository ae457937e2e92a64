import { isOutside } from "../../domain/people/outside-person.ts";
import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import { checksum } from "../../domain/text.ts";
import type { UserGroup } from "../../domain/user-groups.ts";
import { numberInput, plain } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { namedOption } from "./options.ts";

const AS_TYPED = { trigger_actions_on: ["on_character_entered" as const] };

export function textInput(
  actionId: string,
  value: string,
  options: { max: number; multiline?: boolean; placeholder?: string },
) {
  return {
    type: "plain_text_input" as const,
    action_id: actionId,
    max_length: options.max,
    ...(options.multiline && { multiline: true }),
    ...(value !== "" && { initial_value: truncate(value, options.max) }),
    ...(options.placeholder && { placeholder: plain(options.placeholder, LIMITS.placeholder) }),
    dispatch_action_config: AS_TYPED,
  };
}

/** A change in it is told as it is typed. */
export const watchedNumber = (...field: Parameters<typeof numberInput>) => ({
  ...numberInput(...field),
  dispatch_action_config: AS_TYPED,
});

export function externalSelect(actionId: string, chosen: TaskFormValues["dataset"]) {
  return {
    type: "external_select" as const,
    action_id: actionId,
    min_query_length: 0,
    placeholder: plain("Type to find one", LIMITS.placeholder),
    ...(chosen && { initial_option: namedOption(chosen) }),
  };
}

export function peopleSelect(actionId: string, people: readonly string[], placeholder: string) {
  const chosen = people.filter((person) => !isOutside(person));
  return {
    type: "multi_users_select" as const,
    action_id: actionId,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...(chosen.length > 0 && { initial_users: chosen }),
  };
}

/** Other groups, other people: a new block id takes them (a known one would keep those that were chosen before). */
export const peopleBlockId = (field: string, groups: readonly UserGroup[]): string =>
  groups.length === 0 ? field : `${field}:${checksum(groups.map(({ id }) => id).join())}`;
