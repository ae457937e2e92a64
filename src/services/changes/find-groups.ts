import type { NamedGroup } from "../../domain/command-line.ts";
import type { Log } from "../../domain/log.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { UserGroupMembers } from "../../domain/user-groups.ts";
import type { UserGroups } from "../ports.ts";

/** The user groups that a command names, with who is in them now. Refusals are sentences for people. */
export type FindGroups = (named: readonly NamedGroup[]) => Promise<Result<readonly UserGroupMembers[], string>>;

/** Asks Slack only where a group is named. */
export function createFindGroups({ userGroups, log }: { userGroups: UserGroups; log: Log }): FindGroups {
  return async (named) => {
    if (named.length === 0) return ok([]);
    try {
      const known = await userGroups.list();
      const found = named.map((each) => known.find((group) => isNamed(group, each)));
      const missing = named.filter((_, at) => found[at] === undefined);
      if (missing.length > 0)
        return err(`Slack knows no user group ${inWords(missing)}. Choose one that it offers, or name the people.`);
      const groups = found.filter((group) => group !== undefined);
      const empty = groups.filter(({ members }) => members.length === 0);
      return empty.length > 0 ? err(`Nobody is in ${inWords(empty)}.`) : ok(groups);
    } catch (error) {
      log.warn({ err: error }, "could not ask Slack who is in a user group");
      return err(`Slack does not say now who is in ${inWords(named)}. Try again in a moment, or name the people.`);
    }
  };
}

const isNamed = (group: UserGroupMembers, { id, handle }: NamedGroup): boolean =>
  id === undefined ? group.handle.toLowerCase() === handle.toLowerCase() : group.id === id;

const inWords = (groups: readonly NamedGroup[]): string =>
  groups.map(({ id, handle }) => `@${handle || id}`).join(", ");
