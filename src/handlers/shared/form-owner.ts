import type { FormOwner } from "../../services/task-forms.ts";
import { readFormMetadata } from "../../views/form-metadata.ts";

/** Who acts, in every interactive payload of Slack; `team` is null for an app installed to a whole organization. */
type Actor = {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string } | null;
};

/** The draft as this person's: services refuse one that is somebody else's. */
export const ownerOf = (draft: string, { user, team }: Actor): FormOwner => ({
  draft,
  team: team?.id ?? user.team_id ?? "",
  person: user.id,
});

/** Whose form a view is; undefined when its metadata is not ours. */
export function readOwner(view: { readonly private_metadata: string }, actor: Actor): FormOwner | undefined {
  const metadata = readFormMetadata(view.private_metadata);
  return metadata && ownerOf(metadata.draft, actor);
}
