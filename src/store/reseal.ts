import { SECRETS, type Sealed, type Sealer } from "../domain/secrets.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** What became of the secrets of one kind. */
export type Resealed = {
  /** How many were sealed anew, or for the first time. */
  readonly anew: number;
  readonly already: number;
  /** Whose no key at hand opens: of a key that is not there, or damaged. */
  readonly unreadable: readonly string[];
};

/** A secret as it is kept, and what puts it, sealed, in the place of itself: false where it is another one by now, or gone. */
type KeptSecret = {
  readonly kept: Sealed | { readonly plain: string };
  readonly about: string;
  /** Whose it is, for whoever runs the app. */
  readonly of: string;
  readonly replace: (by: Sealed) => Promise<boolean>;
};

/**
 * Seals everything with the sealer's first key that another one has sealed, or none. Each secret is replaced only where it is still the
 * same: whoever writes meanwhile wins, and has sealed with a key of their own. To be called again where it was interrupted.
 */
export async function resealAll(context: StoreContext, sealer: Sealer): Promise<Readonly<Record<string, Resealed>>> {
  const counts: Record<string, Resealed> = {};
  for (const [kind, list] of Object.entries(KINDS)) {
    let [anew, already] = [0, 0];
    const unreadable: string[] = [];
    for (const { kept, about, of, replace } of await list(context)) {
      const text = "plain" in kept ? kept.plain : sealer.open(kept, about);
      if (text === undefined) unreadable.push(of);
      else if ("keyId" in kept && kept.keyId === sealer.keyId) already += 1;
      else if (await replace(sealer.seal(text, about))) anew += 1;
      else already += 1;
    }
    counts[kind] = { anew, already, unreadable };
  }
  return counts;
}

type Listing = (context: StoreContext) => Promise<readonly KeptSecret[]>;

/** Every kind of secret that is kept sealed. A test compares it with the columns of the schema. */
const KINDS: Readonly<Record<string, Listing>> = {
  "people's own keys": async ({ database }) => {
    const rows = await database.db.selectFrom("own_keys").selectAll().execute();
    return rows.map((row) => ({
      kept: { keyId: row.key_id, bytes: row.sealed },
      about: SECRETS.ownKey(row),
      of: `${row.person} in ${row.team}`,
      replace: ({ keyId, bytes }) =>
        writeTransaction(database, async (trx) => {
          const { numUpdatedRows } = await trx
            .updateTable("own_keys")
            .set({ key_id: keyId, sealed: bytes })
            .where("team", "=", row.team)
            .where("person", "=", row.person)
            .where("sealed", "=", row.sealed)
            .executeTakeFirstOrThrow();
          return numUpdatedRows > 0n;
        }),
    }));
  },
  "tokens of workspaces": async ({ database }) => {
    const rows = await database.db.selectFrom("installations").selectAll().where("sealed", "<>", "").execute();
    return rows.map((row) => ofTeam(database, "installations", row, SECRETS.botToken(row)));
  },
  "keys of connected accounts": async ({ database }) => {
    const rows = await database.db.selectFrom("connections").selectAll().execute();
    return rows.map((row) =>
      ofTeam(
        database,
        "connections",
        row,
        SECRETS.accountKey({ team: row.team, userId: row.user_id, appId: row.app_id }),
      ),
    );
  },
  "secrets of the app itself": async (context) => [...(await listSealed(context)), ...(await listPlain(context))],
};

/** A secret of which a workspace has one. */
const ofTeam = (
  database: StoreContext["database"],
  table: "installations" | "connections",
  row: { readonly team: string; readonly key_id: string; readonly sealed: string },
  about: string,
): KeptSecret => ({
  kept: { keyId: row.key_id, bytes: row.sealed },
  about,
  of: row.team,
  replace: ({ keyId, bytes }) =>
    writeTransaction(database, async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable(table)
        .set({ key_id: keyId, sealed: bytes })
        .where("team", "=", row.team)
        .where("sealed", "=", row.sealed)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    }),
});

const listSealed: Listing = async ({ database }) => {
  const rows = await database.db.selectFrom("sealed_secrets").selectAll().execute();
  return rows.map((row) => ({
    kept: { keyId: row.key_id, bytes: row.sealed },
    about: SECRETS.ofApp(row),
    of: row.name,
    replace: ({ keyId, bytes }) =>
      writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("sealed_secrets")
          .set({ key_id: keyId, sealed: bytes })
          .where("name", "=", row.name)
          .where("sealed", "=", row.sealed)
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      }),
  }));
};

/** Those that were made while there was no key. One that is sealed too is settled at the next start (secrets.ts). */
const listPlain: Listing = async ({ database }) => {
  const rows = await database.db.selectFrom("secrets").selectAll().execute();
  return rows.map(({ name, value, made_at }) => ({
    kept: { plain: value },
    about: SECRETS.ofApp({ name }),
    of: name,
    replace: ({ keyId, bytes }) =>
      writeTransaction(database, async (trx) => {
        const { numInsertedOrUpdatedRows = 0n } = await trx
          .insertInto("sealed_secrets")
          .values({ name, key_id: keyId, sealed: bytes, made_at })
          .onConflict((conflict) => conflict.column("name").doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows > 0n) await trx.deleteFrom("secrets").where("name", "=", name).execute();
        return numInsertedOrUpdatedRows > 0n;
      }),
  }));
};
