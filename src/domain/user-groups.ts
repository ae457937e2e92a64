import { isJsonObject, type JsonObject } from "./json.ts";

/** A user group of the Slack workspace: `@labelers`. */
export type UserGroup = {
  /** Slack's id, `S…`. */
  readonly id: string;
  /** What stands behind the @. */
  readonly handle: string;
};

/** A group with those who are in it now, as Slack user ids. */
export type UserGroupMembers = UserGroup & { readonly members: readonly string[] };

/** The groups whose members a task was given to. */
export type TaskGroups = { readonly workers: readonly UserGroup[]; readonly reviewers: readonly UserGroup[] };

const NO_GROUPS: TaskGroups = { workers: [], reviewers: [] };

const FIELD = "user_groups";

/** Others can write into a task too: as many as a field of the form holds, of what Slack's ids and handles look like. */
const MOST_GROUPS = 100;
const GROUP_ID = /^S[A-Z0-9]{1,30}$/;
const MAX_HANDLE = 80;

/** As `metadata.labeldesk.user_groups` keeps them; what somebody else has written there in another form is nothing. */
export function userGroupsOf(metadata: JsonObject): TaskGroups {
  const ours = metadata["labeldesk"];
  const kept = isJsonObject(ours) ? ours[FIELD] : undefined;
  if (!isJsonObject(kept)) return NO_GROUPS;
  return { workers: readGroups(kept["workers"]), reviewers: readGroups(kept["reviewers"]) };
}

/** The field of `metadata.labeldesk` that says it. */
export const writeUserGroups = ({ workers, reviewers }: TaskGroups): JsonObject => ({
  [FIELD]: { workers: workers.map(toJson), reviewers: reviewers.map(toJson) },
});

/** Whether two lists name the same groups, in whatever order. */
export function areSameGroups(a: readonly UserGroup[], b: readonly UserGroup[]): boolean {
  const ids = new Set(b.map(({ id }) => id));
  return a.length === b.length && a.every(({ id }) => ids.has(id));
}

const toJson = ({ id, handle }: UserGroup): JsonObject => ({ id, handle });

function readGroups(value: unknown): readonly UserGroup[] {
  if (!Array.isArray(value)) return [];
  const groups = value.slice(0, MOST_GROUPS).flatMap((each: unknown) => {
    if (typeof each !== "object" || each === null || !("id" in each) || !("handle" in each)) return [];
    const { id, handle } = each;
    if (typeof id !== "string" || typeof handle !== "string") return [];
    return GROUP_ID.test(id) && handle.length <= MAX_HANDLE ? [{ id, handle }] : [];
  });
  // A field of the form holds each of its options once.
  return [...new Map(groups.map((group) => [group.id, group])).values()];
}
