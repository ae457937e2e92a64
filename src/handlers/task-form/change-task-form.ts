import { type TaskFormRecord, withoutOffer } from "../../domain/task-form/task-form-record.ts";
import { changesForm, TASK_FORM } from "../../views/task-form/ids.ts";
import { actorOf, readOwner } from "../shared/actor.ts";
import type { ButtonPressed, FieldChanged } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { takeFields } from "./take-fields.ts";
import { buildFormOf } from "./task-form-view.ts";

type Changes = Pick<UseCases, "forms" | "formUpdates" | "longValues" | "log">;

/** While the task form is filled: keeps what was typed, shows the fields that belong to it, and the preview. */
export async function changeTaskForm(
  useCases: Changes,
  { ack, body, client }: FieldChanged | ButtonPressed,
): Promise<void> {
  await ack();
  const { forms, formUpdates, log } = useCases;
  const { view } = body;
  const owner = view && readOwner(view, actorOf(body));
  if (!view || !owner) {
    log.warn({ person: body.user.id }, "a form with metadata that is not its own was refused");
    return;
  }
  const seen = { id: view.id, hash: view.hash, blocks: view.blocks };
  const acted = body.actions.map((action) => action.action_id);
  await formUpdates.schedule(
    client,
    seen,
    async ({ show, isCurrent, touched }) => {
      const taken = await takeFields(useCases, owner, view, touched);
      if (!taken || !isCurrent()) return;
      const { left } = taken;
      const isDropped = touched.includes(TASK_FORM.discard);
      if (isDropped && typeof left === "object") await forms.discard({ ...owner, draft: left.draft });
      const record = isDropped ? withoutOffer(taken) : taken;
      await forms.save(owner, record);
      if (!touched.some(changesForm)) return;
      const form = (now: TaskFormRecord) => buildFormOf(owner.draft, now, forms.otherSide);
      await show(form(record));
      if (forms.isComplete(record)) return;
      const known = await forms.lookUp(owner.team, record);
      if (!isCurrent()) return;
      await forms.save(owner, known);
      await show(form(known));
    },
    acted,
  );
}
