import type { Selectable } from "kysely";
import { newDoing } from "../domain/history/doings.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";

type KeptKey = {
  readonly team: string;
  readonly person: string;
  readonly account: string;
  readonly sealed: { readonly keyId: string; readonly bytes: string };
};

/** People's own keys for the other side, sealed: one a person. They go with the link to another account (`links.ts`). */
export function createOwnKeyStore({ database, now }: StoreContext) {
  const { db } = database;

  return {
    async find(team: string, person: string): Promise<KeptKey | undefined> {
      const row = await db
        .selectFrom("own_keys")
        .selectAll()
        .where("team", "=", team)
        .where("person", "=", person)
        .executeTakeFirst();
      return row && toKey(row);
    },

    /** Keeps a key in the place of the one before. */
    save({ team, person, account, sealed }: KeptKey): Promise<void> {
      const row = { account, key_id: sealed.keyId, sealed: sealed.bytes, kept_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("own_keys")
          .values({ team, person, ...row })
          .onConflict((conflict) => conflict.columns(["team", "person"]).doUpdateSet(row))
          .execute();
        await writeDoings(trx, [newDoing("key.kept", { team, person }, { account })], { now });
      });
    },

    remove(team: string, person: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("own_keys")
          .where("team", "=", team)
          .where("person", "=", person)
          .executeTakeFirstOrThrow();
        if (numDeletedRows > 0n) await writeDoings(trx, [newDoing("key.forgotten", { team, person }, {})], { now });
      });
    },
  };
}

const toKey = ({ team, person, account, key_id, sealed }: Selectable<Schema["own_keys"]>): KeptKey => ({
  team,
  person,
  account,
  sealed: { keyId: key_id, bytes: sealed },
});
