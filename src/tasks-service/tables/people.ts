import type { JsonObject } from "../protocol/json.ts";
import type { UserRow } from "./schema.ts";
import { chunksOf, type Reader, takeKeys, type Writer } from "./store.ts";

export type NewUser = {
  readonly id: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
};

export async function findUsers(db: Reader, ids: readonly string[]): Promise<Map<string, UserRow>> {
  const users = new Map<string, UserRow>();
  for (const chunk of chunksOf([...new Set(ids)])) {
    for (const user of await db.selectFrom("users").selectAll().where("id", "in", chunk).execute())
      users.set(user.id, user);
  }
  return users;
}

/** Users in the order of their keys. */
export async function findUsersByKey(db: Reader, keys: readonly number[]): Promise<UserRow[]> {
  const users: UserRow[] = [];
  for (const chunk of chunksOf([...keys].sort((a, b) => a - b))) {
    users.push(...(await db.selectFrom("users").selectAll().where("key", "in", chunk).orderBy("key").execute()));
  }
  return users;
}

/**
 * Makes the users that do not exist yet; those that do stay as they are, also those that somebody else makes at this moment. Whoever was to
 * be deleted with the last app that knew them is wanted again.
 */
export async function ensureUsers(trx: Writer, users: readonly NewUser[], now: string): Promise<Map<string, UserRow>> {
  const byId = new Map(users.map((user) => [user.id, user]));
  // Before they are looked for: where one is being deleted at this moment, this waits until they are gone.
  for (const ids of chunksOf([...byId.keys()])) await wantAgain(trx, ids);
  const known = await findUsers(trx, [...byId.keys()]);
  const missing = [...byId.values()].filter(({ id }) => !known.has(id));
  if (missing.length === 0) return known;
  const first = await takeKeys(trx, "user", missing.length);
  const rows = missing.map(({ id, email, firstName, lastName }, index) => ({
    key: first + index,
    id,
    email: email ?? null,
    first_name: firstName ?? null,
    last_name: lastName ?? null,
    created_at: now,
  }));
  for (const chunk of chunksOf(rows)) {
    await trx
      .insertInto("users")
      .values([...chunk])
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }
  return findUsers(trx, [...byId.keys()]);
}

const wantAgain = (trx: Writer, ids: readonly string[]) =>
  trx
    .deleteFrom("leftovers")
    .where("kind", "=", "user")
    .where("key", "in", (where) => where.selectFrom("users").select("key").where("id", "in", ids))
    .execute();

/** Of these people, the keys of those who can be a worker or reviewer in the app: its owner and its collaborators. */
export async function findMembersAmong(
  db: Reader,
  app: { key: number; owner: number },
  ids: readonly string[],
): Promise<Map<string, number>> {
  const members = new Map<string, number>();
  for (const chunk of chunksOf(ids)) {
    const rows = await db
      .selectFrom("users")
      .select(["id", "key"])
      .where("id", "in", chunk)
      .where((where) =>
        where.or([
          where("key", "=", app.owner),
          where("key", "in", where.selectFrom("collaborators").select("person").where("app", "=", app.key)),
        ]),
      )
      .execute();
    for (const { id, key } of rows) members.set(id, key);
  }
  return members;
}

/** A page of an app's collaborators, in the order in which the service came to know them. */
export async function listCollaborators(
  db: Reader,
  app: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<UserRow[]> {
  return db
    .selectFrom("collaborators")
    .innerJoin("users", "users.key", "collaborators.person")
    .selectAll("users")
    .where("collaborators.app", "=", app)
    .orderBy("users.key")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** Whether somebody is a collaborator in an app of this owner. */
export async function worksFor(db: Reader, person: number, owner: number): Promise<boolean> {
  const shared = await db
    .selectFrom("collaborators")
    .innerJoin("apps", "apps.key", "collaborators.app")
    .select("apps.key")
    .where("apps.owner", "=", owner)
    .where("collaborators.person", "=", person)
    .executeTakeFirst();
  return shared !== undefined;
}

/** How people of an app are described to somebody in it: e-mail addresses are for its owner, and for whose they are. */
export const describeFor =
  ({ caller, app }: { caller: { key: number }; app: { owner: number } }) =>
  (user: UserRow): JsonObject =>
    caller.key === app.owner || caller.key === user.key ? userMessage(user) : withoutEmail(user);

export const withoutEmail = (user: UserRow): JsonObject => userMessage({ ...user, email: null });

/** A User message. The e-mail stands in both of its places: old clients read the deprecated one. */
export function userMessage(user: UserRow): JsonObject {
  return {
    id: user.id,
    ...(user.first_name !== null && { first_name: user.first_name }),
    ...(user.last_name !== null && { last_name: user.last_name }),
    created_at: user.created_at,
    ...(user.email !== null && { primary_email: user.email, user_detail: { primary_email: user.email } }),
  };
}
