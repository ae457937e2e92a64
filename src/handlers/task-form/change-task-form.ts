import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import { FIELD, isControllingField, TASK_FORM } from "../../views/task-form/ids.ts";
import { actorOf, readOwner } from "../shared/actor.ts";
import type { FieldChanged } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { readForm } from "./sent-form.ts";
import { buildFormOf } from "./task-form-view.ts";

/** While the task form is filled: keeps what was typed, shows the fields that belong to it, and the preview. */
export async function changeTaskForm(
  { forms, formUpdates, longValues, log }: Pick<UseCases, "forms" | "formUpdates" | "longValues" | "log">,
  { ack, body, client }: FieldChanged,
): Promise<void> {
  await ack();
  const { view } = body;
  const owner = view && readOwner(view, actorOf(body));
  if (!view || !owner) {
    log.warn({ person: body.user.id }, "a form with metadata that is not its own was refused");
    return;
  }
  const changed = body.actions.map((action) => action.action_id);
  const strategyTouched = changed.includes(FIELD.strategy);
  const seen = { id: view.id, hash: view.hash, blocks: view.blocks };
  await formUpdates.schedule(client, seen, async ({ show, isCurrent }) => {
    const earlier = await forms.load(owner);
    // The draft of an edit that is not kept any more would turn the form into one for a new task.
    if (!earlier || (view.callback_id === TASK_FORM.edit && !earlier.edited)) return;
    const values = await readForm({ longValues }, owner.team, view.state.values, earlier.values);
    const record = await forms.takeOver(earlier, values, earlier.strategyChosen || strategyTouched);
    if (!isCurrent()) return;
    await forms.save(owner, record);
    if (!changed.some(isControllingField)) return;
    const form = (now: TaskFormRecord) => buildFormOf(owner.draft, now, forms.otherSide);
    await show(form(record));
    if (forms.isComplete(record)) return;
    const known = await forms.lookUp(owner.team, record);
    if (!isCurrent()) return;
    await forms.save(owner, known);
    await show(form(known));
  });
}
