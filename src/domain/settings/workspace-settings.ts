import type { JsonObject } from "../json.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../task-form/task-form.ts";

/** What a workspace can keep to some. */
export type RestrictedAction = "create" | "edit" | "delete";

export const RESTRICTED_ACTIONS: readonly RestrictedAction[] = ["create", "edit", "delete"];

/**
 * Workspace admins may in any case: they could change the setting as well. Guests never may. Two count for what becomes of a task,
 * which its creator may in any case: `CREATOR` lets nobody else, `LEADS` those of its reviewers who may create tasks themselves.
 */
export type Permission = {
  readonly who: "EVERYONE" | "CREATOR" | "LEADS" | "ADMINS" | "CHOSEN";
  /** Slack user ids; they count with CHOSEN. */
  readonly people: readonly string[];
};

/** How new tasks are reviewed unless the lead says otherwise: the fields of the create form. */
export type DefaultReview = Pick<
  TaskFormValues,
  "review" | "reviewers" | "sample" | "labelersMustAgree" | "reviewersMustApprove"
>;

export type WorkspaceSettings = {
  readonly permissions: Readonly<Record<RestrictedAction, Permission>>;
  readonly review: DefaultReview;
  /** Reviewers do not see who has said what. */
  readonly hidesLabelers: boolean;
};

const EVERYONE: Permission = { who: "EVERYONE", people: [] };
const CREATOR: Permission = { who: "CREATOR", people: [] };
const { review, reviewers, sample, labelersMustAgree, reviewersMustApprove } = EMPTY_TASK_FORM;

export const DEFAULT_WORKSPACE_SETTINGS: WorkspaceSettings = {
  permissions: { create: EVERYONE, edit: CREATOR, delete: CREATOR },
  review: { review, reviewers, sample, labelersMustAgree, reviewersMustApprove },
  hidesLabelers: false,
};

export const writeWorkspaceSettings = (settings: WorkspaceSettings): JsonObject => JSON.parse(JSON.stringify(settings));

/** The settings that are others after a change, by name. */
export function changedSettings(before: WorkspaceSettings, after: WorkspaceSettings): readonly WorkspaceSettingName[] {
  const values = ({ permissions, ...others }: WorkspaceSettings) => ({ ...permissions, ...others });
  const [had, has] = [values(before), values(after)];
  return SETTING_NAMES.filter((name) => JSON.stringify(had[name]) !== JSON.stringify(has[name]));
}

export type WorkspaceSettingName = (typeof SETTING_NAMES)[number];
export const SETTING_NAMES = ["create", "edit", "delete", "review", "hidesLabelers"] as const;

/** What an older version has not written reads as its default. */
export function readWorkspaceSettings(content: JsonObject): WorkspaceSettings {
  const settings = content as Partial<WorkspaceSettings>;
  return {
    permissions: { ...DEFAULT_WORKSPACE_SETTINGS.permissions, ...settings.permissions },
    review: { ...DEFAULT_WORKSPACE_SETTINGS.review, ...settings.review },
    hidesLabelers: settings.hidesLabelers ?? DEFAULT_WORKSPACE_SETTINGS.hidesLabelers,
  };
}
