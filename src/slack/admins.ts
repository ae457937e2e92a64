import type { WebClient } from "@slack/web-api";

/** users.list takes 20 calls a minute; larger workspaces are looked through in part. */
const MAX_PAGES = 5;
const PAGE = 1_000;
/** Enough for somebody to read it; more would be noise. */
const MAX_ADMINS = 20;

/** Ids of the workspace's admins and owners. Rejects when Slack does not answer. */
export async function listAdmins(client: WebClient): Promise<readonly string[]> {
  const admins: string[] = [];
  let cursor = "";
  for (let page = 0; page < MAX_PAGES && admins.length < MAX_ADMINS; page += 1) {
    const answer = await client.users.list({ limit: PAGE, ...(cursor !== "" && { cursor }) });
    for (const { id, is_admin, is_owner, is_bot, deleted } of answer.members ?? [])
      if (id !== undefined && (is_admin || is_owner) && !is_bot && !deleted) admins.push(id);
    cursor = answer.response_metadata?.next_cursor ?? "";
    if (cursor === "") break;
  }
  return admins.slice(0, MAX_ADMINS);
}
