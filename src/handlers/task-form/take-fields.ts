import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import type { FormOwner } from "../../services/task-form/task-forms.ts";
import type { ViewState } from "../../views/form-state.ts";
import { FIELD, TASK_FORM } from "../../views/task-form/ids.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { readForm } from "./sent-form.ts";

/** An open task form as Slack tells of it. */
type OpenForm = { readonly callback_id: string; readonly state: { readonly values: ViewState } };

/**
 * The record of an open form with what its fields hold now, after these of its fields and buttons were touched; undefined for a form
 * that is somebody else's, or is not kept any more and cannot be told again.
 */
export async function takeFields(
  { forms, longValues }: Pick<UseCases, "forms" | "longValues">,
  owner: FormOwner,
  view: OpenForm,
  touched: readonly string[],
): Promise<TaskFormRecord | undefined> {
  const earlier = await forms.load(owner);
  // The draft of an edit that is not kept any more would turn the form into one for a new task.
  if (!earlier || (view.callback_id === TASK_FORM.edit && !earlier.edited)) return undefined;
  const values = await readForm({ longValues }, owner.team, view.state.values, earlier.values);
  const taken = await forms.takeOver(earlier, values, {
    strategy: touched.includes(FIELD.strategy),
    workersPerInput: touched.includes(FIELD.workersPerInput),
  });
  return press(taken, touched);
}

/** What the form's own buttons make of it. */
function press(record: TaskFormRecord, touched: readonly string[]): TaskFormRecord {
  const last = touched.findLast((id) => id === TASK_FORM.more || id === TASK_FORM.fewer);
  return last === undefined ? record : { ...record, showsMore: last === TASK_FORM.more };
}
