import * as z from "zod";
import { namedUser } from "../http/find-app.ts";
import { readPage } from "../http/page.ts";
import { readItems, readPatchAction, readPatchIds } from "../http/read-items.ts";
import type { UserRoute } from "../http/route.ts";
import type { Service } from "../http/service.ts";
import { forbidden, invalidRequest, notFound } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Caller, UserCall } from "../tables/call.ts";
import {
  deleteKeys,
  findNamed,
  hashKey,
  holdKey,
  insertKeys,
  isExpired,
  type KeyScope,
  keyIdOf,
  listKeys,
  makeKey,
  setKeyEnd,
} from "../tables/keys.ts";
import { findUsers, worksFor } from "../tables/people.ts";
import type { KeyRow, UserRow } from "../tables/schema.ts";

/** Somebody who makes keys in a loop is told; a person has a few. */
const MAX_KEYS = 1000;

const Sent = z.object({
  id: z.string().default(""),
  description: z.string().optional(),
  expires_at: z.string().optional(),
});
/** What would narrow a key in a way that this service cannot: to give a wider one instead would be a trap. */
const Unsupported = z.object({
  type: z.enum(["", "personal_access_token"]).optional(),
  scopes: z.array(z.literal("All")).optional(),
  endpoints: z.array(z.never()).optional(),
  apps: z.array(z.never()).optional(),
  authorized_idp_ids: z.array(z.never()).optional(),
  organization_id: z.literal("").optional(),
});
const List = z.object({
  not_expired: z.boolean().default(false),
  scopes: z.array(z.literal("All")).default([]),
  endpoints: z.array(z.never()).default([]),
  type: z.enum(["", "personal_access_token"]).default(""),
});

/** A Key message of what is kept: the key itself is not. */
const messageOf = (row: KeyRow): JsonObject => ({
  id: keyIdOf(row),
  type: "personal_access_token",
  description: row.description,
  scopes: ["All"],
  created_at: row.created_at,
  ...(row.expires_at !== null && { expires_at: row.expires_at }),
});

/** The person whose keys a path names, and which of theirs the caller may see and take back: their own, or those that the caller has made. */
async function scopeOf({ store }: Service, { message, caller }: UserCall): Promise<{ user: UserRow; scope: KeyScope }> {
  const id = namedUser(message, caller);
  const user = (await findUsers(store.db, [id])).get(id);
  if (user?.key === caller.key) {
    // A key that an owner has made must not reach those that its person has from elsewhere.
    return { user, scope: { person: user.key, ...(caller.within !== undefined && { within: caller.within }) } };
  }
  if (user === undefined || caller.within !== undefined || !(await worksFor(store.db, user.key, caller.key))) {
    throw forbidden(
      `Keys of "${id}" are the affair of "${id}", and of the owner of an app in which they are a collaborator.`,
    );
  }
  return { user, scope: { person: user.key, within: caller.key } };
}

const list: UserRoute = {
  call: "ListKeys",
  method: "GET",
  path: "/users/{user_id}/keys",
  scope: "user",
  request: "ListKeysRequest",
  run: async (service, call) => {
    const filter = List.safeParse(call.message);
    const { limit, offset } = readPage(call.message);
    const { scope } = await scopeOf(service, call);
    if (!filter.success) return { keys: [] };
    const rows = (await listKeys(service.store.db, scope)).filter(
      (row) => !filter.data.not_expired || !isExpired(row, service.now()),
    );
    return { keys: rows.slice(offset, offset + limit).map(messageOf) };
  },
};

/**
 * A new key for a user, answered once: only its hash is kept. The user's own affair, and that of the owner of an app they work in: such a
 * key reaches the apps of that owner alone, for somebody who is made a collaborator is not asked. What a key makes ends with it at the latest.
 */
const post: UserRoute = {
  call: "PostKeys",
  method: "POST",
  path: "/users/{user_id}/keys",
  scope: "user",
  request: "PostKeysRequest",
  run: async (service, call) => {
    const sent = readItems(call.message, "keys").map((item, index) => readKey(item, index, service.now()));
    refuseOutliving(sent, call.caller);
    const { user, scope } = await scopeOf(service, call);
    const createdAt = service.now().toISOString();
    const made = sent.map(({ description, expiresAt }) => {
      const key = makeKey();
      const row: KeyRow = {
        hash: hashKey(key),
        person: user.key,
        description: description ?? "",
        within: scope.within ?? null,
        is_owner: 0,
        expires_at: expiresAt ?? call.caller.until ?? null,
        created_at: createdAt,
        made_by: call.caller.by ?? null,
      };
      return { key, row };
    });
    await service.store.write(async (trx) => {
      const { by } = call.caller;
      if (by !== undefined && !(await holdKey(trx, by, service.store.engine)))
        throw forbidden("Your key has just been taken back: it makes no other.");
      const known = await listKeys(trx, { person: user.key });
      if (known.length + made.length > MAX_KEYS) {
        throw invalidRequest(`"${user.id}" would have more than ${MAX_KEYS} keys: take some back first.`);
      }
      await insertKeys(
        trx,
        made.map(({ row }) => row),
      );
    });
    return { keys: made.map(({ key, row }) => ({ ...messageOf(row), id: key })) };
  },
};

/** Sets the description or the end of keys; what is not sent stays. */
const patch: UserRoute = {
  call: "PatchKeys",
  method: "PATCH",
  path: "/users/{user_id}/keys",
  scope: "user",
  request: "PatchKeysRequest",
  run: async (service, call) => {
    readPatchAction(call.message, ["overwrite"]);
    const items = readItems(call.message, "keys");
    readPatchIds(items, "keys");
    const sent = items.map((item, index) => readKey(item, index, service.now()));
    refuseOutliving(sent, call.caller);
    const { scope } = await scopeOf(service, call);
    const rows = await service.store.write(async (trx) => {
      const rows = await listKeys(trx, scope);
      const changed: KeyRow[] = [];
      for (const { id, description, expiresAt } of sent) {
        const row = requireKey(rows, id);
        const change = {
          description: description ?? row.description,
          expires_at: expiresAt ?? row.expires_at,
        };
        await trx.updateTable("keys").set(change).where("hash", "=", row.hash).execute();
        if (expiresAt !== undefined) await setKeyEnd(trx, row, expiresAt);
        changed.push({ ...row, ...change });
      }
      return changed;
    });
    return { keys: rows.map(messageOf) };
  },
};

/** Takes a key back, and all that it has made; `key_id` is its id in a list, or the key itself. */
const remove: UserRoute = {
  call: "DeleteKey",
  method: "DELETE",
  path: "/users/{user_id}/keys/{key_id}",
  scope: "user",
  request: "DeleteKeyRequest",
  run: async (service, call) => {
    const { scope } = await scopeOf(service, call);
    await service.store.write(async (trx) => {
      await deleteKeys(trx, [requireKey(await listKeys(trx, scope), String(call.message["key_id"]))]);
    });
    return {};
  },
};

function requireKey(rows: readonly KeyRow[], id: string): KeyRow {
  const row = findNamed(rows, id);
  // Not quoted: it may be somebody's key.
  if (row === undefined) throw notFound("No key has this id. GET …/keys lists them.");
  return row;
}

/** Whoever has a key that ends must not get themselves more time than they were given. */
function refuseOutliving(sent: readonly SentKey[], { until }: Caller): void {
  if (until === undefined) return;
  const isLonger = sent.some(({ expiresAt }) => expiresAt !== undefined && Date.parse(expiresAt) > Date.parse(until));
  if (isLonger)
    throw forbidden(`Your key ends at ${until}: it can make no key that ends later, and give none more time.`);
}

type SentKey = { readonly id: string; readonly description?: string; readonly expiresAt?: string };

function readKey(item: JsonObject, index: number, now: Date): SentKey {
  const unsupported = Unsupported.safeParse(item);
  if (!unsupported.success) {
    const field = unsupported.error.issues[0]?.path[0];
    throw invalidRequest(
      `"keys[${index}].${String(field)}": keys of this service have no scopes; each does whatever its user may do, in all apps.`,
    );
  }
  const { id, description, expires_at } = Sent.parse(item);
  if (expires_at === undefined) return { id, ...(description !== undefined && { description }) };
  const expiresAt = new Date(expires_at);
  if (expiresAt <= now) throw invalidRequest(`"keys[${index}].expires_at" is past: take the key back instead.`);
  return { id, ...(description !== undefined && { description }), expiresAt: expiresAt.toISOString() };
}

export const keyRoutes = [list, post, patch, remove];
