import type { FormOwner } from "../../services/task-form/task-forms.ts";
import { readFormMetadata } from "../../views/form-state.ts";

/** Who acts, and in which workspace. */
export type Actor = Pick<FormOwner, "team" | "person">;

/** As in every interactive payload of Slack; `team` is null for an app installed to a whole organization. */
export const actorOf = ({
  user,
  team,
}: {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string } | null;
}): Actor => ({ team: team?.id ?? user.team_id ?? "", person: user.id });

/** Whether what was pressed stands in an answer that Slack shows to this person alone: only such a one may another take the place of. */
export const isInOwnAnswer = ({ container }: { readonly container: Readonly<Record<string, unknown>> }): boolean =>
  container["is_ephemeral"] === true;

/** The draft of a view as this person's (services refuse one that is somebody else's); undefined when its metadata is not ours. */
export function readOwner(view: { readonly private_metadata: string }, { team, person }: Actor): FormOwner | undefined {
  const metadata = readFormMetadata(view.private_metadata);
  return metadata && { draft: metadata.draft, team, person };
}
