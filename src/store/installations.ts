import type { Selectable } from "kysely";
import type { Sealed } from "../domain/secrets.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** The app in a workspace, or in all of an organization; `sealed` is its token, undefined where the organization's is used. */
type KeptInstallation = {
  readonly team: string;
  /** The organization whose installation it is, or is covered by. */
  readonly org: string | undefined;
  readonly name: string;
  readonly botId: string | undefined;
  readonly userId: string | undefined;
  readonly sealed: Sealed | undefined;
  /** Another one for each time that it was installed. */
  readonly revision: string;
  readonly installedAt: Date;
};

/** Where the app was installed by OAuth: a row for each workspace, and one for each organization. */
export function createInstallationStore({ database }: StoreContext) {
  const { db } = database;

  return {
    /** Keeps an installation in the place of the one before. */
    async save(installation: KeptInstallation): Promise<void> {
      const { team, ...row } = toRow(installation);
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("installations")
          .values({ team, ...row })
          .onConflict((conflict) => conflict.column("team").doUpdateSet(row))
          .execute();
      });
    },

    /** Notes that an organization's installation is used in this workspace; one of its own stays. */
    async cover(installation: KeptInstallation): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("installations")
          .values(toRow(installation))
          .onConflict((conflict) => conflict.column("team").doNothing())
          .execute();
      });
    },

    async find(team: string): Promise<KeptInstallation | undefined> {
      const row = await db.selectFrom("installations").selectAll().where("team", "=", team).executeTakeFirst();
      return row && toInstallation(row);
    },

    async list(): Promise<readonly KeptInstallation[]> {
      const rows = await db.selectFrom("installations").selectAll().orderBy("installed_at").execute();
      return rows.map(toInstallation);
    },
  };
}

/** Stands where a workspace has no token of its own. */
const NOTHING: Sealed = { keyId: "", bytes: "" };

function toRow({ team, org, name, botId, userId, sealed = NOTHING, revision, installedAt }: KeptInstallation) {
  return {
    team,
    org: org ?? null,
    name,
    bot_id: botId ?? null,
    bot_user: userId ?? null,
    key_id: sealed.keyId,
    sealed: sealed.bytes,
    revision,
    installed_at: installedAt.getTime(),
  };
}

const toInstallation = (row: Selectable<Schema["installations"]>): KeptInstallation => ({
  team: row.team,
  org: row.org ?? undefined,
  name: row.name,
  botId: row.bot_id ?? undefined,
  userId: row.bot_user ?? undefined,
  sealed: row.sealed === NOTHING.bytes ? undefined : { keyId: row.key_id, bytes: row.sealed },
  revision: row.revision,
  installedAt: new Date(Number(row.installed_at)),
});
