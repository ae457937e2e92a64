import { withoutOffer } from "../../domain/task-form/task-form-record.ts";
import { actorOf, readOwner } from "../shared/actor.ts";
import type { ButtonPressed, FormClosed } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { takeFields } from "./take-fields.ts";
import { buildFormOf } from "./task-form-view.ts";

/**
 * The form was closed unsent. What was typed is kept already, since every field tells of each change; Slack leaves the fields out of
 * this delivery, and where it does not, they are the last word.
 */
export async function closeTaskForm(
  useCases: Pick<UseCases, "forms" | "formUpdates" | "longValues">,
  { ack, body, client, view }: FormClosed,
): Promise<void> {
  await ack();
  const owner = readOwner(view, actorOf(body));
  if (!owner || Object.keys(view.state?.values ?? {}).length === 0) return;
  const seen = { id: view.id, hash: view.hash, blocks: view.blocks };
  await useCases.formUpdates.schedule(client, seen, async ({ isCurrent, touched }) => {
    const record = await takeFields(useCases, owner, view, touched);
    if (record && isCurrent()) await useCases.forms.save(owner, record);
  });
}

/** **Continue**: shows what was left unsent, in the window that offers it; the changes of a task, on the task as it is now. */
export async function continueUnsent(
  useCases: Pick<UseCases, "forms" | "formUpdates" | "changes">,
  { ack, action, body, client }: ButtonPressed,
): Promise<void> {
  await ack();
  const { forms, formUpdates, changes } = useCases;
  const { view } = body;
  const offering = view && readOwner(view, actorOf(body));
  if (!view || !offering) return;
  const { team, person } = offering;
  const seen = { id: view.id, hash: view.hash, blocks: view.blocks };
  await formUpdates.schedule(client, seen, async ({ show }) => {
    const owner = { draft: action.value ?? "", team, person };
    const kept = await forms.findKept(owner);
    if (kept) {
      const record = withoutOffer(await changes.renew({ team, person }, kept));
      await forms.save(owner, record);
      await show(buildFormOf(owner.draft, record, forms.otherSide));
      return;
    }
    const record = await forms.load(offering);
    if (record) await show(buildFormOf(offering.draft, { ...record, left: "gone" }, forms.otherSide));
  });
}
