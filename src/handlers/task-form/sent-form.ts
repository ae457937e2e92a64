import type { ViewOutput, webApi } from "@slack/bolt";
import type { FieldProblem, TaskField, TaskFormValues } from "../../domain/task-form/task-form.ts";
import { peopleOf, type TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import { capitalize } from "../../domain/text.ts";
import type { FormOwner } from "../../services/task-form/task-forms.ts";
import type { ViewState } from "../../views/form-state.ts";
import { longKeysIn } from "../../views/option-value.ts";
import { actionIdOf, FIELD } from "../../views/task-form/ids.ts";
import { readTaskForm } from "../../views/task-form/read.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { buildFormOf } from "./task-form-view.ts";

/** The fields of a task form as Slack has sent them, with what the keys in its options stand for. */
export async function readForm(
  { longValues }: { longValues: Pick<UseCases["longValues"], "find"> },
  team: string,
  state: ViewState,
  earlier: TaskFormValues,
): Promise<TaskFormValues> {
  return readTaskForm(state, earlier, await longValues.find(team, longKeysIn(state)));
}

/** Problems by block id, as Slack wants them: one text per block, on blocks that the view has. */
export function placeErrors(problems: readonly FieldProblem[], state: ViewState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { field, message } of problems) {
    const own = findBlock(state, actionIdOf(field));
    const block = own ?? findBlock(state, standInFor(field));
    if (block === undefined) continue;
    const text = own === undefined && field === "sampleMs" ? `${HIDDEN_SAMPLE} ${message}` : capitalize(message);
    errors[block] = errors[block] ? `${errors[block]} ${text}` : text;
  }
  return errors;
}

/** What stands among the rarely used fields, which may be closed. */
const HIDDEN_SAMPLE = "Under More options, Sample every (ms):";

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
    case "sampleMs":
      return FIELD.review;
    default:
      return FIELD.strategy;
  }
}

/** A submitted form was refused: keeps what was typed, and looks again for those without an account, who may be linked by now. */
export async function keepRefusedForm(
  { forms, formUpdates }: Pick<UseCases, "forms" | "formUpdates">,
  refused: { client: webApi.WebClient; view: ViewOutput; owner: FormOwner; record: TaskFormRecord },
): Promise<void> {
  const { client, view, owner, record } = refused;
  await forms.save(owner, record);
  if (!peopleOf(record.values).some((person) => record.accounts[person] === null)) return;
  const seen = { id: view.id, hash: view.hash, blocks: view.blocks };
  await formUpdates.schedule(client, seen, async ({ show, isCurrent }) => {
    const known = await forms.lookUp(owner.team, record);
    if (!isCurrent()) return;
    await forms.save(owner, known);
    await show(buildFormOf(owner.draft, known, forms.otherSide));
  });
}
