import type { Selectable } from "kysely";
import { newDoing } from "../domain/history/doings.ts";
import type { Sealed } from "../domain/secrets.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";

/** The account that a workspace works with, and its key. */
type KeptConnection = {
  readonly team: string;
  readonly userId: string;
  readonly appId: string;
  readonly sealed: Sealed;
  /** Another one for each time that it was connected. */
  readonly revision: string;
  readonly connectedBy: string;
  readonly connectedAt: Date;
};

/** The accounts that admins have connected: one a workspace. */
export function createConnectionStore({ database, now }: StoreContext) {
  return {
    async find(team: string): Promise<KeptConnection | undefined> {
      const row = await database.db.selectFrom("connections").selectAll().where("team", "=", team).executeTakeFirst();
      return row && toConnection(row);
    },

    async list(): Promise<readonly KeptConnection[]> {
      return (await database.db.selectFrom("connections").selectAll().execute()).map(toConnection);
    },

    /** Keeps a connection in the place of the one before. */
    async save({
      team,
      userId,
      appId,
      sealed,
      revision,
      connectedBy,
    }: Omit<KeptConnection, "connectedAt">): Promise<void> {
      const row = {
        user_id: userId,
        app_id: appId,
        key_id: sealed.keyId,
        sealed: sealed.bytes,
        revision,
        connected_by: connectedBy,
        connected_at: now().getTime(),
      };
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("connections")
          .values({ team, ...row })
          .onConflict((conflict) => conflict.column("team").doUpdateSet(row))
          .execute();
        const about = { user: userId, app: appId };
        await writeDoings(trx, [newDoing("account.connected", { team, person: connectedBy }, about)], { now });
      });
    },

    async remove(team: string, by: string): Promise<void> {
      await writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("connections")
          .where("team", "=", team)
          .executeTakeFirstOrThrow();
        if (numDeletedRows > 0n)
          await writeDoings(trx, [newDoing("account.disconnected", { team, person: by }, {})], { now });
      });
    },
  };
}

const toConnection = (row: Selectable<Schema["connections"]>): KeptConnection => ({
  team: row.team,
  userId: row.user_id,
  appId: row.app_id,
  sealed: { keyId: row.key_id, bytes: row.sealed },
  revision: row.revision,
  connectedBy: row.connected_by,
  connectedAt: new Date(row.connected_at),
});
