import { SECRETS, type Sealed, type Sealer } from "../domain/secrets.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** What became of the secrets of one kind: sealed anew, sealed so already, and those that no key at hand opens. */
export type Resealed = { readonly anew: number; readonly already: number; readonly unreadable: number };

/** A sealed secret, and what puts it in the place of itself: false where it is another one by now, or gone. */
type KeptSecret = {
  readonly sealed: Sealed;
  readonly about: string;
  readonly replace: (by: Sealed) => Promise<boolean>;
};

/**
 * Seals everything with the sealer's first key that another one has sealed. Each secret is replaced only where it is still the same:
 * whoever writes meanwhile wins, and has sealed with a key of their own. To be called again where it was interrupted.
 */
export async function resealAll(context: StoreContext, sealer: Sealer): Promise<Readonly<Record<string, Resealed>>> {
  const counts: Record<string, Resealed> = {};
  for (const [kind, list] of Object.entries(KINDS)) {
    let [anew, already, unreadable] = [0, 0, 0];
    for (const { sealed, about, replace } of await list(context)) {
      const text = sealed.keyId === sealer.keyId ? undefined : sealer.open(sealed, about);
      if (sealed.keyId === sealer.keyId) already += 1;
      else if (text === undefined) unreadable += 1;
      else if (await replace(sealer.seal(text, about))) anew += 1;
      else already += 1;
    }
    counts[kind] = { anew, already, unreadable };
  }
  return counts;
}

/** Every kind of secret that is kept sealed. A test compares it with the columns of the schema. */
const KINDS: Readonly<Record<string, (context: StoreContext) => Promise<readonly KeptSecret[]>>> = {
  "people's own keys": async ({ database }) => {
    const rows = await database.db.selectFrom("own_keys").selectAll().execute();
    return rows.map((row) => ({
      sealed: { keyId: row.key_id, bytes: row.sealed },
      about: SECRETS.ownKey(row),
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
};

/** A secret of which a workspace has one. */
const ofTeam = (
  database: StoreContext["database"],
  table: "installations" | "connections",
  row: { readonly team: string; readonly key_id: string; readonly sealed: string },
  about: string,
): KeptSecret => ({
  sealed: { keyId: row.key_id, bytes: row.sealed },
  about,
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
