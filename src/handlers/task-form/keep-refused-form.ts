import type { ViewOutput, webApi } from "@slack/bolt";
import { peopleOf, type TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import type { FormOwner } from "../../services/task-form/task-forms.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { buildFormOf } from "./task-form-view.ts";

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
