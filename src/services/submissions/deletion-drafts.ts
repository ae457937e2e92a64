import type { TasksToDelete } from "../../domain/submissions/submission-outcome.ts";
import type { DraftStore } from "../ports.ts";
import type { FormOwner } from "../task-form/task-forms.ts";

export type DeletionDrafts = ReturnType<typeof createDeletionDrafts>;

/** What somebody has been asked about before it is deleted. */
export function createDeletionDrafts(drafts: Pick<DraftStore, "save" | "find">) {
  async function keep({ draft: id, team, person }: FormOwner, payload: TasksToDelete): Promise<void> {
    await drafts.save({ id, team, person, content: JSON.parse(JSON.stringify({ deletion: payload })) });
  }

  /** Undefined when it is somebody else's, or not kept any more. */
  async function find(owner: FormOwner): Promise<TasksToDelete | undefined> {
    const draft = await drafts.find(owner.draft);
    if (draft?.team !== owner.team || draft.person !== owner.person) return undefined;
    return (draft.content as { deletion?: TasksToDelete }).deletion;
  }

  return { keep, find };
}
