import type { SelectQueryBuilder } from "kysely";
import { newDoing } from "../domain/history/doings.ts";
import type { JsonObject } from "../domain/json.ts";
import type { WorkspaceSettingName } from "../domain/settings/workspace-settings.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";

/** SQLite takes 32,766 parameters in a statement. */
const IDS_PER_QUERY = 1_000;

/** Somebody's settings, and the time zone that Slack named when they were saved. */
export type StoredPersonSettings = { readonly content: JsonObject; readonly timeZone?: string };

/** What people and workspaces have set; whoever has set nothing has no row. */
export function createSettingsStore({ database, now }: StoreContext) {
  const { db, engine } = database;

  /** SQLite has one writer, and the transaction writes first. */
  const locked = <O>(row: SelectQueryBuilder<Schema, "person_settings" | "workspace_settings", O>) =>
    engine === "postgres" ? row.forUpdate() : row;

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

    /** Stores what `change` makes of what is stored, which nobody else changes meanwhile. */
    changePerson(team: string, person: string, change: (content: JsonObject) => JsonObject): Promise<void> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        // Of two who are the first, the second waits here: a row that is not there yet cannot be locked.
        await trx
          .insertInto("person_settings")
          .values({ team, person, content: "{}", time_zone: null, saved_at: time })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const stored = trx
          .selectFrom("person_settings")
          .select("content")
          .where((of) => of.and({ team, person }));
        const { content } = await locked(stored).executeTakeFirstOrThrow();
        await trx
          .updateTable("person_settings")
          .set({ content: JSON.stringify(change(JSON.parse(content) as JsonObject)), saved_at: time })
          .where((of) => of.and({ team, person }))
          .execute();
      });
    },

    /** Of somebody who has set something. */
    noteTimeZone(team: string, person: string, timeZone: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("person_settings")
          .set({ time_zone: timeZone })
          .where((of) => of.and({ team, person }))
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

    /** The same of a workspace. `changed`: the names of the settings that are others now. */
    changeWorkspace(
      team: string,
      savedBy: string,
      change: (content: JsonObject) => {
        readonly content: JsonObject;
        readonly changed: readonly WorkspaceSettingName[];
      },
    ): Promise<void> {
      const saved = { saved_by: savedBy, saved_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("workspace_settings")
          .values({ team, content: "{}", ...saved })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const stored = trx.selectFrom("workspace_settings").select("content").where("team", "=", team);
        const row = await locked(stored).executeTakeFirstOrThrow();
        const { content, changed } = change(JSON.parse(row.content) as JsonObject);
        await trx
          .updateTable("workspace_settings")
          .set({ content: JSON.stringify(content), ...saved })
          .where("team", "=", team)
          .execute();
        if (changed.length === 0) return;
        await writeDoings(trx, [newDoing("settings.changed", { team, person: savedBy }, { settings: changed })], {
          now,
        });
      });
    },
  };
}
