import type { Selectable } from "kysely";
import { newDoing } from "../domain/history/doings.ts";
import type { KeptInstallation } from "../domain/installation.ts";
import type { Sealed } from "../domain/secrets.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";

/** Where the app was installed by OAuth: a row for each workspace, and one for each organization. */
export function createInstallationStore({ database, now }: StoreContext) {
  const { db } = database;

  return {
    /** Keeps an installation in the place of the one before. `by`: who has installed it (Slack user id). */
    async save(installation: KeptInstallation, by?: string): Promise<void> {
      const { team, ...row } = { ...toRow(installation), leaving_at: null };
      const head = { team, via: "page" as const, ...(by !== undefined && { person: by }) };
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("installations")
          .values({ team, ...row })
          .onConflict((conflict) => conflict.column("team").doUpdateSet(row))
          .execute();
        // An organization itself has nobody who looks into its history: its workspaces note it as they are covered.
        if (row.org !== team) await writeDoings(trx, [newDoing("app.installed", head, { with: "workspace" })], { now });
      });
    },

    /** Notes that an organization's installation is used in this workspace; one of its own stays. */
    async cover(installation: KeptInstallation): Promise<void> {
      await writeTransaction(database, async (trx) => {
        const covered = await trx
          .insertInto("installations")
          .values(toRow(installation))
          .onConflict((conflict) => conflict.column("team").doNothing())
          .returning("team")
          .executeTakeFirst();
        if (!covered) return;
        const head = { team: installation.team, via: "page" as const };
        await writeDoings(trx, [newDoing("app.installed", head, { with: "organization" })], { now });
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

    /** Notes that Slack has told of its end; the first time stays. */
    async noteLeaving(team: string, at: Date): Promise<void> {
      await writeTransaction(database, async (trx) => {
        const noted = trx.updateTable("installations").set({ leaving_at: at.getTime() });
        await noted.where("team", "=", team).where("leaving_at", "is", null).execute();
      });
    },

    async listLeaving(): Promise<readonly { readonly team: string; readonly notedAt: Date }[]> {
      const rows = await db
        .selectFrom("installations")
        .select(["team", "leaving_at"])
        .where("leaving_at", "is not", null)
        .execute();
      return rows.map(({ team, leaving_at }) => ({ team, notedAt: new Date(Number(leaving_at)) }));
    },

    async clearLeaving(team: string): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await trx.updateTable("installations").set({ leaving_at: null }).where("team", "=", team).execute();
      });
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
