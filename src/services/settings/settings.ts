import type { JsonObject } from "../../domain/json.ts";
import type { Log } from "../../domain/log.ts";
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  type Role,
  readPreferences,
  type Timing,
  timingOf,
  writePreferences,
} from "../../domain/settings/preferences.ts";
import { mergePreferences, mergeWorkspace, type TouchedSettings } from "../../domain/settings/touched-settings.ts";
import {
  changedSettings,
  DEFAULT_WORKSPACE_SETTINGS,
  readWorkspaceSettings,
  type WorkspaceSettingName,
  type WorkspaceSettings,
  writeWorkspaceSettings,
} from "../../domain/settings/workspace-settings.ts";
import type { AskPerson, PeopleDirectory } from "../ports.ts";

export type SettingsStore = {
  findPeople(team: string, people: readonly string[]): Promise<ReadonlyMap<string, StoredPersonSettings>>;
  /** `change` is handed what is stored, and nothing else is written until its answer is: it only reckons. */
  changePerson(team: string, person: string, change: (content: JsonObject) => JsonObject): Promise<void>;
  noteTimeZone(team: string, person: string, timeZone: string): Promise<void>;
  findWorkspace(team: string): Promise<JsonObject | undefined>;
  changeWorkspace(
    team: string,
    by: string,
    change: (content: JsonObject) => {
      readonly content: JsonObject;
      readonly changed: readonly WorkspaceSettingName[];
    },
  ): Promise<void>;
};

type StoredPersonSettings = { readonly content: JsonObject; readonly timeZone?: string };

export type Settings = ReturnType<typeof createSettings>;

/** What people and workspaces have set, and what follows from it for messages. */
export function createSettings(deps: { store: SettingsStore; people: Pick<PeopleDirectory, "find">; log: Log }) {
  const { store, people, log } = deps;

  /** Whether Slack says that somebody is a workspace admin, and their time zone. Rejects when Slack does not answer. */
  async function whoIs(person: string, options?: AskPerson): Promise<{ isAdmin: boolean; timeZone?: string }> {
    const found = await people.find(person, options);
    return { isAdmin: found?.isAdmin ?? false, ...(found?.timeZone && { timeZone: found.timeZone }) };
  }

  async function preferencesOf(team: string, person: string): Promise<Preferences> {
    const stored = (await store.findPeople(team, [person])).get(person);
    return stored ? readPreferences(stored.content) : DEFAULT_PREFERENCES;
  }

  const savePreferences = (
    team: string,
    person: string,
    preferences: Preferences,
    touched: TouchedSettings,
  ): Promise<void> =>
    store.changePerson(team, person, (content) =>
      writePreferences(mergePreferences(readPreferences(content), preferences, touched)),
    );

  async function workspace(team: string): Promise<WorkspaceSettings> {
    const content = await store.findWorkspace(team);
    return content ? readWorkspaceSettings(content) : DEFAULT_WORKSPACE_SETTINGS;
  }

  const saveWorkspace = (
    team: string,
    settings: WorkspaceSettings,
    touched: TouchedSettings,
    by: string,
  ): Promise<void> =>
    store.changeWorkspace(team, by, (content) => {
      const before = readWorkspaceSettings(content);
      const after = mergeWorkspace(before, settings, touched);
      return { content: writeWorkspaceSettings(after), changed: changedSettings(before, after) };
    });

  /** When messages that are ready at `at` may go to these people in these roles, or, without one, as leads; in the order asked. */
  async function timings(
    team: string,
    wanted: readonly { readonly person: string; readonly role?: Role }[],
    at: Date,
  ): Promise<readonly Timing[]> {
    const stored = await store.findPeople(team, [...new Set(wanted.map(({ person }) => person))]);
    return Promise.all(
      wanted.map(async ({ person, role }): Promise<Timing> => {
        const settings = stored.get(person);
        if (!settings) return { kind: "now" };
        const preferences = readPreferences(settings.content);
        const hasClock = preferences.digestHour !== null || preferences.quiet !== null;
        const timeZone = hasClock ? await timeZoneOf(team, person, settings) : undefined;
        return timingOf(preferences, role, at, timeZone);
      }),
    );
  }

  /** By Slack, since people travel; by what it said before, which is kept for that, when it does not answer. */
  async function timeZoneOf(team: string, person: string, settings: StoredPersonSettings): Promise<string | undefined> {
    try {
      const { timeZone } = await whoIs(person);
      if (timeZone !== undefined && timeZone !== settings.timeZone) await store.noteTimeZone(team, person, timeZone);
      return timeZone ?? settings.timeZone;
    } catch (err) {
      log.warn({ err, person }, "a time zone is taken from memory");
      return settings.timeZone;
    }
  }

  return { whoIs, preferencesOf, savePreferences, workspace, saveWorkspace, timings };
}
