import { newDoing } from "../domain/history/doings.ts";
import type { JsonObject } from "../domain/json.ts";
import type { WorkspaceSettingName } from "../domain/settings/workspace-settings.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";

/** SQLite takes 32,766 parameters in a statement. */
const IDS_PER_QUERY = 1_000;

/** Somebody's settings, and the time zone that Slack named when they were saved. */
export type StoredPersonSettings = { readonly content: JsonObject; readonly timeZone?: string };

/** What people and workspaces have set; whoever has set nothing has no row. */
export function createSettingsStore({ database, now }: StoreContext) {
  const { db } = database;
  return {
    /** Settings by person; people who have set nothing are left out. */
    async findPeople(team: string, people: readonly string[]): Promise<ReadonlyMap<string, StoredPersonSettings>> {
      const found = new Map<string, StoredPersonSettings>();
      for (let from = 0; from < people.length; from += IDS_PER_QUERY) {
        const rows = await db
          .selectFrom("person_settings")
          .select(["person", "content", "time_zone"])
          .where("team", "=", team)
          .where("person", "in", people.slice(from, from + IDS_PER_QUERY))
          .execute();
        for (const { person, content, time_zone: timeZone } of rows)
          found.set(person, { content: JSON.parse(content) as JsonObject, ...(timeZone !== null && { timeZone }) });
      }
      return found;
    },

    savePerson(team: string, person: string, { content, timeZone }: StoredPersonSettings): Promise<void> {
      const row = { content: JSON.stringify(content), time_zone: timeZone ?? null, saved_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("person_settings")
          .values({ team, person, ...row })
          .onConflict((conflict) => conflict.columns(["team", "person"]).doUpdateSet(row))
          .execute();
      });
    },

    async findWorkspace(team: string): Promise<JsonObject | undefined> {
      const row = await db
        .selectFrom("workspace_settings")
        .select("content")
        .where("team", "=", team)
        .executeTakeFirst();
      return row && (JSON.parse(row.content) as JsonObject);
    },

    /** `changed`: the names of the settings that are others now. */
    saveWorkspace(
      team: string,
      content: JsonObject,
      { by: savedBy, changed }: { readonly by: string; readonly changed: readonly WorkspaceSettingName[] },
    ): Promise<void> {
      const row = { content: JSON.stringify(content), saved_by: savedBy, saved_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("workspace_settings")
          .values({ team, ...row })
          .onConflict((conflict) => conflict.column("team").doUpdateSet(row))
          .execute();
        if (changed.length === 0) return;
        await writeDoings(trx, [newDoing("settings.changed", { team, person: savedBy }, { settings: changed })], {
          now,
        });
      });
    },
  };
}
