import { parseArgs } from "node:util";
import {
  deleteKeys,
  findNamed,
  hashKey,
  insertKeys,
  isExpired,
  keyIdOf,
  listKeys,
  makeKey,
  setKeyEnd,
} from "./tables/keys.ts";
import { findUsers, worksFor } from "./tables/people.ts";
import type { KeyRow } from "./tables/schema.ts";
import type { TasksStore } from "./tables/store.ts";

export const KEYS_HELP = `Usage: npm run tasks-service -- keys [COMMAND]

  list [--user ID]                                       all keys, or those of one user
  make --user ID [--description TEXT] [--expires WHEN]   a new key, shown this once
  expire KEY_ID… --expires WHEN                          sets when keys end
  revoke KEY_ID…                                         takes keys back, and what they have made, at once

WHEN is a date, a time (2027-01-31T12:00:00Z), or a number of days from now (30d). KEY_ID is what list shows, or the key itself.
A key that is made for a collaborator reaches the apps of TASKS_SERVICE_USER alone. For Slack workspaces: TASKS_SERVICE_USER=labeldesk.
`;

/** What the person at the command line got wrong, in words. */
export class KeysUsageError extends Error {
  override readonly name = "KeysUsageError";
}

type Context = { readonly store: TasksStore; readonly owner: string; readonly now: Date };

/** Lists, makes, ends and takes back keys, for whoever runs the service; answers what is to be shown. A service that runs goes by it at once. */
export async function manageKeys(args: readonly string[], context: Context): Promise<string> {
  const { values, positionals } = readArgs(args);
  const [command = "list", ...ids] = positionals;
  switch (command) {
    case "list":
      return showKeys(context, values.user);
    case "make":
      return makeFor(context, values);
    case "expire":
      return changeNamed(context, ids, async (rows) => {
        const expires_at = readWhen(values.expires, context.now);
        if (expires_at === undefined) throw new KeysUsageError("Say when they end, with --expires.");
        await context.store.write(async (trx) => {
          for (const row of rows) await setKeyEnd(trx, row, expires_at);
        });
        return `ends at ${expires_at}`;
      });
    case "revoke":
      return changeNamed(context, ids, async (rows) => {
        await context.store.write((trx) => deleteKeys(trx, rows));
        return "taken back";
      });
    default:
      throw new KeysUsageError(`There is no command "${command}".`);
  }
}

function readArgs(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const options = { user: text, description: text, expires: text };
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new KeysUsageError(error instanceof Error ? error.message : String(error));
  }
}

async function showKeys({ store, now }: Context, userId: string | undefined): Promise<string> {
  const user = userId === undefined ? undefined : await requireUser(store, userId);
  const rows = await listKeys(store.db, user === undefined ? {} : { person: user.key });
  if (rows.length === 0) return "There are no keys.\n";
  const users = await store.db.selectFrom("users").select(["key", "id"]).execute();
  const idOf = new Map(users.map(({ key, id }) => [key, id]));
  const table = rows.map((row) => [
    keyIdOf(row),
    idOf.get(row.person) ?? "",
    row.within === null ? "all" : `apps of ${idOf.get(row.within) ?? ""}`,
    row.created_at,
    row.expires_at === null ? "never" : `${row.expires_at}${isExpired(row, now) ? " (over)" : ""}`,
    row.description,
  ]);
  return drawTable([["KEY_ID", "USER", "REACHES", "MADE", "ENDS", "DESCRIPTION"], ...table]);
}

function drawTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

async function makeFor(
  { store, owner, now }: Context,
  { user: userId, description = "", expires }: { user?: string; description?: string; expires?: string },
): Promise<string> {
  if (userId === undefined) throw new KeysUsageError("Say whose key it will be, with --user.");
  const expires_at = readWhen(expires, now) ?? null;
  const [user, ownerUser] = [await requireUser(store, userId), await requireUser(store, owner)];
  const isOwn = user.key === ownerUser.key;
  if (!isOwn && !(await worksFor(store.db, user.key, ownerUser.key))) {
    throw new KeysUsageError(`"${userId}" is not a collaborator in an app of "${owner}": make them one first.`);
  }
  const key = makeKey();
  const row: KeyRow = {
    hash: hashKey(key),
    person: user.key,
    description,
    within: isOwn ? null : ownerUser.key,
    is_owner: 0,
    expires_at,
    created_at: now.toISOString(),
    made_by: null,
  };
  await store.write((trx) => insertKeys(trx, [row]));
  return `The key of ${userId}, shown this once: ${key}\nIts id is ${keyIdOf(row)}.\n`;
}

/** All of the keys that were named, or none. */
async function changeNamed(
  { store }: Context,
  ids: readonly string[],
  change: (rows: readonly KeyRow[]) => Promise<string>,
): Promise<string> {
  if (ids.length === 0) throw new KeysUsageError("Name at least one KEY_ID.");
  const known = await listKeys(store.db, {});
  const rows = ids.map((id) => {
    const row = findNamed(known, id);
    // Not quoted: it may be somebody's key.
    if (row === undefined) throw new KeysUsageError("One of these is no key here: list shows those that are.");
    return row;
  });
  const done = await change(rows);
  return rows.map((row) => `${keyIdOf(row)} ${done}\n`).join("");
}

async function requireUser(store: TasksStore, id: string) {
  const user = (await findUsers(store.db, [id])).get(id);
  if (user === undefined) throw new KeysUsageError(`No user has the id "${id}".`);
  return user;
}

const DAY_MS = 86_400_000;

/** A date, a time or a number of days as RFC 3339; undefined when there is none. Throws where it is not to come. */
function readWhen(text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const at = days === undefined ? Date.parse(text) : now.getTime() + Number(days) * DAY_MS;
  if (!/^\d{4}-\d\d-\d\d|^\d+d$/.test(text) || Number.isNaN(at)) {
    throw new KeysUsageError('--expires takes a date, a time as in 2027-01-31T12:00:00Z, or days as in "30d".');
  }
  if (at <= now.getTime()) throw new KeysUsageError("--expires is past: use revoke.");
  return new Date(at).toISOString();
}
