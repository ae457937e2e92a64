import type { Json } from "./json.ts";
import type { Member } from "./workspace.ts";

/** A user group: its handle, and who is in it (ids of people). */
export type HeldGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: string[];
};

/** The groups of the sandbox's workspace, by the handles of people; whoever is not in a workspace is in none of its groups. */
const GROUPS: readonly { readonly handle: string; readonly name: string; readonly people: readonly string[] }[] = [
  { handle: "labelers", name: "Labelers", people: ["ana", "ben", "chidi"] },
  { handle: "reviewers", name: "Reviewers", people: ["mei"] },
];

export const groupsOf = (people: readonly Member[]): HeldGroup[] =>
  GROUPS.map(({ handle, name, people: handles }, index) => ({
    id: `S00000000${index + 1}`,
    handle,
    name,
    members: people.filter((person) => handles.includes(person.handle)).map(({ id }) => id),
  }));

/** As usergroups.list answers it (docs.slack.dev/reference/methods/usergroups.list). */
export const toUserGroup = (group: HeldGroup, team: string, includesUsers: boolean): Json => ({
  id: group.id,
  team_id: team,
  is_usergroup: true,
  name: group.name,
  handle: group.handle,
  user_count: group.members.length,
  date_delete: 0,
  ...(includesUsers && { users: [...group.members] }),
});
