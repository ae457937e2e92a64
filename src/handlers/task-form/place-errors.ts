import type { FieldProblem, TaskField } from "../../domain/task-form/task-form.ts";
import { actionIdOf, FIELD } from "../../views/task-form/ids.ts";
import type { ViewState } from "../../views/view-state.ts";

/** Problems by block id, as Slack wants them: one text per block, on blocks that the view has. */
export function placeErrors(problems: readonly FieldProblem[], state: ViewState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { field, message } of problems) {
    const block = findBlock(state, actionIdOf(field)) ?? findBlock(state, standInFor(field));
    if (block === undefined) continue;
    const text = message.charAt(0).toUpperCase() + message.slice(1);
    errors[block] = errors[block] ? `${errors[block]} ${text}` : text;
  }
  return errors;
}

const findBlock = (state: ViewState, actionId: string): string | undefined =>
  Object.keys(state).find((blockId) => actionId in (state[blockId] ?? {}));

/** The field that brought forth one which does not show yet (the update of the view was still on its way). */
function standInFor(field: TaskField): string {
  switch (field) {
    case "dataset":
    case "savedSearch":
      return FIELD.inputSource;
    case "reviewers":
    case "sample":
    case "labelersMustAgree":
    case "reviewersMustApprove":
      return FIELD.review;
    default:
      return FIELD.strategy;
  }
}
