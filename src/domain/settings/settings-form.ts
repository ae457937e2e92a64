import { parseNumber } from "../numbers.ts";
import { err, ok, type Result } from "../result.ts";
import type { Preferences, Role } from "./preferences.ts";
import {
  type DefaultReview,
  type Permission,
  RESTRICTED_ACTIONS,
  type RestrictedAction,
  type WorkspaceSettings,
} from "./workspace-settings.ts";

/** What stands in the fields of the settings form, unchecked. */
export type SettingsValues = {
  readonly muted: readonly Role[];
  readonly digestHour: number | null;
  /** Minutes since midnight; null: no quiet hours. */
  readonly quietFrom: number | null;
  readonly quietUntil: number;
  /** Present where the workspace's section shows. */
  readonly workspace?: WorkspaceSettings;
};

export type SettingsField = "quietUntil" | "sample" | "labelersMustAgree" | `people:${RestrictedAction}`;
export type SettingsProblem = { readonly field: SettingsField; readonly message: string };

export type ParsedSettings = { readonly preferences: Preferences; readonly workspace?: WorkspaceSettings };

/** They are looked through at every press. */
const MAX_CHOSEN = 200;

/** The morning that is offered as the end of quiet hours. */
export const DEFAULT_QUIET_UNTIL = 8 * 60;

export const valuesOf = (preferences: Preferences, workspace?: WorkspaceSettings): SettingsValues => ({
  muted: preferences.muted,
  digestHour: preferences.digestHour,
  quietFrom: preferences.quiet?.from ?? null,
  quietUntil: preferences.quiet?.until ?? DEFAULT_QUIET_UNTIL,
  ...(workspace && { workspace }),
});

/** Checks the settings form whole: either settings, or every problem at once, each on its field. */
export function parseSettings(values: SettingsValues): Result<ParsedSettings, readonly SettingsProblem[]> {
  const problems: SettingsProblem[] = [];
  const { muted, digestHour, quietFrom, quietUntil, workspace } = values;
  if (quietFrom === quietUntil)
    problems.push({
      field: "quietUntil",
      message: "Quiet hours cannot end when they begin: choose another time, or no quiet hours.",
    });
  if (workspace) {
    for (const action of RESTRICTED_ACTIONS) checkPermission(action, workspace.permissions[action], problems);
    checkReview(workspace.review, problems);
  }
  if (problems.length > 0) return err(problems);
  const quiet = quietFrom === null ? null : { from: quietFrom, until: quietUntil };
  return ok({ preferences: { muted, digestHour, quiet }, ...(workspace && { workspace }) });
}

function checkPermission(action: RestrictedAction, permission: Permission, problems: SettingsProblem[]): void {
  if (permission.who !== "CHOSEN") return;
  const { length } = permission.people;
  if (length > MAX_CHOSEN)
    problems.push({ field: `people:${action}`, message: `These are ${length} people: choose at most ${MAX_CHOSEN}.` });
  if (length > 0) return;
  problems.push({ field: `people:${action}`, message: "Choose who may, or keep it to workspace admins." });
}

function checkReview({ review, sample, labelersMustAgree }: DefaultReview, problems: SettingsProblem[]): void {
  if (review === "MANUAL") {
    const percent = parseNumber(sample);
    if (percent === undefined || percent <= 0 || percent > 100)
      problems.push({ field: "sample", message: "Enter a percentage above 0 and up to 100." });
  }
  if (review === "CONSENSUS") {
    const labelers = parseNumber(labelersMustAgree);
    if (labelers === undefined || !Number.isInteger(labelers) || labelers < 0 || labelers >= 2 ** 31)
      problems.push({
        field: "labelersMustAgree",
        message: "Enter a whole number; 0 sends every input to the reviewers.",
      });
  }
}
