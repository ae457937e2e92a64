import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Log } from "../domain/log.ts";
import { createAnswers } from "../domain/memory.ts";
import type { UserGroupMembers } from "../domain/user-groups.ts";

/** usergroups.list takes 20 calls a minute, and a type-ahead asks at every key. */
const KEEP_MS = 60_000;
const KEEP_FAILURE_MS = 10_000;

/** The workspace's user groups with who is in them, remembered for a minute. Rejects when Slack does not answer; without the scope there are none. */
export function createUserGroups(client: WebClient, { now, log }: { now: () => Date; log: Log }) {
  const answers = createAnswers<readonly UserGroupMembers[]>({
    keepMs: KEEP_MS,
    keepFailureMs: KEEP_FAILURE_MS,
    most: 1,
    now,
  });

  async function ask(): Promise<readonly UserGroupMembers[]> {
    try {
      const { usergroups = [] } = await client.usergroups.list({ include_users: true });
      return usergroups.flatMap(({ id, handle, users = [] }) =>
        id === undefined || handle === undefined ? [] : [{ id, handle, members: users }],
      );
    } catch (error) {
      if (!lacksScope(error)) throw error;
      log.warn({ err: error }, "user groups are not offered: the app has no scope usergroups:read");
      return [];
    }
  }

  return { list: (): Promise<readonly UserGroupMembers[]> => answers.ask("", ask) };
}

const lacksScope = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && error.data.error === "missing_scope";
