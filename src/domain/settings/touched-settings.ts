import { checksum } from "../text.ts";
import type { Preferences } from "./preferences.ts";
import type { ParsedSettings } from "./settings-form.ts";
import {
  type DefaultReview,
  type Permission,
  SETTING_NAMES,
  type WorkspaceSettingName,
  type WorkspaceSettings,
} from "./workspace-settings.ts";

export type SettingName = keyof Preferences | WorkspaceSettingName;

/** What a settings form showed when it was opened: a checksum of each setting, since people who were chosen may be more than a window can carry. */
export type OpenedSettings = Readonly<Partial<Record<SettingName, string>>>;

/** The settings that somebody has changed in their form. Only these are saved: the others may have been changed elsewhere meanwhile. */
export type TouchedSettings = ReadonlySet<SettingName>;

export const openedSettings = (settings: ParsedSettings): OpenedSettings =>
  Object.fromEntries(Object.entries(shownBy(settings)).map(([name, shown]) => [name, checksum(JSON.stringify(shown))]));

/** All that was sent, where it is not known what the form showed when it was opened. */
export function touchedSettings(sent: ParsedSettings, opened: OpenedSettings = {}): TouchedSettings {
  const now = Object.entries(openedSettings(sent)) as [SettingName, string][];
  return new Set(now.filter(([name, sum]) => opened[name] !== sum).map(([name]) => name));
}

export const touchesWorkspace = (touched: TouchedSettings): boolean => SETTING_NAMES.some((name) => touched.has(name));

/** What is stored with what was touched of what was sent. */
export function mergePreferences(stored: Preferences, sent: Preferences, touched: TouchedSettings): Preferences {
  const { muted } = touched.has("muted") ? sent : stored;
  const { digestHour } = touched.has("digestHour") ? sent : stored;
  const { quiet } = touched.has("quiet") ? sent : stored;
  return { ...stored, muted, digestHour, quiet };
}

export function mergeWorkspace(
  stored: WorkspaceSettings,
  sent: WorkspaceSettings,
  touched: TouchedSettings,
): WorkspaceSettings {
  const of = (name: WorkspaceSettingName): WorkspaceSettings => (touched.has(name) ? sent : stored);
  return {
    permissions: {
      create: of("create").permissions.create,
      edit: of("edit").permissions.edit,
      delete: of("delete").permissions.delete,
    },
    review: of("review").review,
    hidesLabelers: of("hidesLabelers").hidesLabelers,
  };
}

/** What its form shows of each setting: what does not show cannot have been touched. The order of people says nothing. */
function shownBy({ preferences, workspace }: ParsedSettings): Partial<Record<SettingName, unknown>> {
  const { muted, digestHour, quiet } = preferences;
  const own = { muted: [...muted].sort(), digestHour, quiet: quiet && [quiet.from, quiet.until] };
  if (!workspace) return own;
  const { permissions, review, hidesLabelers } = workspace;
  return {
    ...own,
    create: shownPermission(permissions.create),
    edit: shownPermission(permissions.edit),
    delete: shownPermission(permissions.delete),
    review: shownReview(review),
    hidesLabelers,
  };
}

const shownPermission = ({ who, people }: Permission): unknown =>
  who === "CHOSEN" ? [who, ...[...people].sort()] : [who];

function shownReview({ review, reviewers, sample, labelersMustAgree, reviewersMustApprove }: DefaultReview): unknown {
  if (review === "NONE") return [review];
  const checked = review === "MANUAL" ? [sample] : [labelersMustAgree, reviewersMustApprove];
  return [review, ...checked, ...[...reviewers].sort()];
}
