import { describe, expect, test } from "@jest/globals";
import { DEFAULT_PREFERENCES } from "../../../../src/domain/settings/preferences.ts";
import type { ParsedSettings } from "../../../../src/domain/settings/settings-form.ts";
import { openedSettings, touchedSettings } from "../../../../src/domain/settings/touched-settings.ts";
import {
  DEFAULT_WORKSPACE_SETTINGS,
  type WorkspaceSettings,
} from "../../../../src/domain/settings/workspace-settings.ts";

const { permissions, review } = DEFAULT_WORKSPACE_SETTINGS;
const of = (workspace: Partial<WorkspaceSettings> = {}): ParsedSettings => ({
  preferences: DEFAULT_PREFERENCES,
  workspace: { ...DEFAULT_WORKSPACE_SETTINGS, ...workspace },
});
const between = (before: ParsedSettings, after: ParsedSettings) => [...touchedSettings(after, openedSettings(before))];

describe("what was changed in a settings form", () => {
  test("is what differs from what it showed", () => {
    const own = { ...of(), preferences: { ...DEFAULT_PREFERENCES, quiet: { from: 0, until: 480 } } };
    expect(between(of(), of())).toEqual([]);
    expect(between(of(), own)).toEqual(["quiet"]);
    expect(between(of(), of({ hidesLabelers: true, review: { ...review, review: "MANUAL" } }))).toEqual([
      "review",
      "hidesLabelers",
    ]);
  });

  test("is nothing of what did not show, and not the order of people", () => {
    const chosen = (people: readonly string[]) =>
      of({ permissions: { ...permissions, edit: { who: "CHOSEN", people } } });
    const hidden = of({
      permissions: { ...permissions, create: { who: "EVERYONE", people: ["U1"] } },
      review: { ...review, reviewers: ["U2"], sample: "3" },
    });
    expect(between(of(), hidden)).toEqual([]);
    expect(between(chosen(["U1", "U2"]), chosen(["U2", "U1"]))).toEqual([]);
    expect(between(chosen(["U1", "U2"]), chosen(["U2"]))).toEqual(["edit"]);
  });

  test("is all of a form of which nobody knows what it showed", () => {
    expect([...touchedSettings({ preferences: DEFAULT_PREFERENCES })]).toEqual(["muted", "digestHour", "quiet"]);
    expect(touchedSettings(of()).size).toBe(8);
  });
});
