import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { KeyRow } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

/** How a key is kept: it has 128 random bits or more, so a plain hash cannot be guessed backwards. */
export const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** 256 random bits. */
export const makeKey = (): string => randomBytes(32).toString("hex");

const ID_LENGTH = 16;

/** By what a key is named once it has been handed out: the beginning of its hash, which lets nobody in. */
export const keyIdOf = ({ hash }: Pick<KeyRow, "hash">): string => hash.slice(0, ID_LENGTH);

/** Whether an id, or a whole key, names this one. */
const isNamed = (row: KeyRow, name: string): boolean => keyIdOf(row) === name || row.hash === hashKey(name);

export const isExpired = ({ expires_at }: Pick<KeyRow, "expires_at">, now: Date): boolean =>
  expires_at !== null && Date.parse(expires_at) <= now.getTime();

/** Whose keys, and of which owner's apps; null: those that reach whatever their person reaches. */
export type KeyScope = { readonly person?: number; readonly within?: number | null };

/** Keys in the order of their making. */
export async function listKeys(db: Reader, { person, within }: KeyScope): Promise<KeyRow[]> {
  return db
    .selectFrom("keys")
    .selectAll()
    .$if(person !== undefined, (query) => query.where("person", "=", person ?? 0))
    .$if(within !== undefined, (query) =>
      within === null || within === undefined ? query.where("within", "is", null) : query.where("within", "=", within),
    )
    .orderBy("created_at")
    .orderBy("hash")
    .execute();
}

/** The one of these keys that has this id, or is this key. */
export const findNamed = (rows: readonly KeyRow[], name: string): KeyRow | undefined =>
  rows.find((row) => isNamed(row, name));

export async function insertKeys(trx: Writer, rows: readonly KeyRow[]): Promise<void> {
  for (const chunk of chunksOf(rows))
    await trx
      .insertInto("keys")
      .values([...chunk])
      .execute();
}

/** Takes keys back, with all that they have made (the tables see to that): whoever still has one is nobody from now on. */
export async function deleteKeys(trx: Writer, rows: readonly Pick<KeyRow, "hash">[]): Promise<void> {
  for (const { hash } of rows) await trx.deleteFrom("keys").where("hash", "=", hash).execute();
}

/** The hashes of all keys that this one has made, those that these have made, and so on. */
async function madeBy(db: Reader, { hash }: Pick<KeyRow, "hash">): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`with recursive made as (
      select hash from keys where made_by = ${hash}
      union all select keys.hash from keys join made on keys.made_by = made.hash
    ) select hash from made`.execute(db);
  return rows.map((row) => row.hash);
}

/** Sets when a key ends; what it has made ends then at the latest. */
export async function setKeyEnd(trx: Writer, key: Pick<KeyRow, "hash">, expiresAt: string): Promise<void> {
  await trx.updateTable("keys").set({ expires_at: expiresAt }).where("hash", "=", key.hash).execute();
  for (const made of chunksOf(await madeBy(trx, key)))
    await trx
      .updateTable("keys")
      .set({ expires_at: expiresAt })
      .where("hash", "in", made)
      .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", expiresAt)]))
      .execute();
}

/** Whether a key is still there, and stays until the transaction ends: PostgreSQL would else take it back meanwhile. */
export async function holdKey(trx: Writer, hash: string, engine: "sqlite" | "postgres"): Promise<boolean> {
  const found = await trx
    .selectFrom("keys")
    .select("hash")
    .where("hash", "=", hash)
    .$if(engine === "postgres", (query) => query.forShare())
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Keeps the key that the owner is given at the start; what they were given at an earlier one ends, and what was made with that one
 * goes with the new one. A key that is somebody else's becomes theirs.
 */
export async function replaceOwnerKey(trx: Writer, person: number, key: string, createdAt: string): Promise<void> {
  const row: KeyRow = {
    hash: hashKey(key),
    person,
    description: "owner",
    within: null,
    is_owner: 1,
    expires_at: null,
    created_at: createdAt,
    made_by: null,
  };
  const { person: _person, created_at, hash, ...rest } = row;
  await trx
    .insertInto("keys")
    .values(row)
    .onConflict((conflict) => conflict.column("hash").doUpdateSet({ ...rest, person }))
    .execute();
  const former = (await listKeys(trx, { person })).filter((key) => key.is_owner === 1 && key.hash !== hash);
  for (const key of former)
    await trx
      .updateTable("keys")
      .set({ made_by: hash })
      .where("made_by", "=", key.hash)
      .where("hash", "!=", hash)
      .execute();
  await deleteKeys(trx, former);
}

/** Takes back what an owner has made for people who work in none of the owner's apps any more. */
export async function forgetFormer(trx: Writer, owner: number, people: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(people)) {
    await trx
      .deleteFrom("keys")
      .where("within", "=", owner)
      .where("person", "in", chunk)
      .where("person", "not in", (where) =>
        where
          .selectFrom("collaborators")
          .innerJoin("apps", "apps.key", "collaborators.app")
          .select("collaborators.person")
          .where("apps.owner", "=", owner),
      )
      .where("person", "!=", owner)
      .execute();
  }
}
