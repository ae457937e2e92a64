import type { OpenedSettings } from "../../domain/settings/touched-settings.ts";
import type { Permission, RestrictedAction } from "../../domain/settings/workspace-settings.ts";
import { parseObject } from "../form-state.ts";

export const PREFIX = "settings:";

export const SETTINGS = {
  view: "settings:since_opened",
  /** The form of an older version, which reads `private_metadata` in its own way: it has to refuse the form of this one. */
  olderView: "settings",
  /** What the ids of all its fields begin with, which are their blocks' ids too. */
  fields: PREFIX,
} as const;

/** Each field's id. */
export const FIELD = {
  muted: `${PREFIX}muted`,
  digest: `${PREFIX}digest`,
  quietFrom: `${PREFIX}quietFrom`,
  quietUntil: `${PREFIX}quietUntil`,
  review: `${PREFIX}review`,
  reviewers: `${PREFIX}reviewers`,
  sample: `${PREFIX}sample`,
  labelersMustAgree: `${PREFIX}labelersMustAgree`,
  reviewersMustApprove: `${PREFIX}reviewersMustApprove`,
  hidesLabelers: `${PREFIX}hidesLabelers`,
} as const;
export const whoField = (action: RestrictedAction): string => `${PREFIX}who:${action}`;
export const peopleField = (action: RestrictedAction): string => `${PREFIX}people:${action}`;

/** Nobody has created what does not exist yet. */
const CREATE_WORDS = { EVERYONE: "Everyone", ADMINS: "Workspace admins", CHOSEN: "Chosen people" } as const;
const CHANGE_WORDS = {
  CREATOR: "Its creator",
  LEADS: "Its creator, and reviewers who may create tasks",
  ...CREATE_WORDS,
} as const satisfies Record<Permission["who"], string>;
/** What may be chosen for each action, and its words. */
export const WHO_WORDS: Record<RestrictedAction, Partial<Record<Permission["who"], string>>> = {
  create: CREATE_WORDS,
  edit: CHANGE_WORDS,
  delete: CHANGE_WORDS,
};

/** The one box under “Hide labelers' names from reviewers”. */
export const HIDE_WORDS = { hide: "Reviewers read “Labeler 1” instead of a name" } as const;

/** What `private_metadata` carries. Without `opened`, which is checked by nobody, all that is sent counts as changed. */
export type SettingsMetadata = { readonly showsWorkspace: boolean; readonly opened?: OpenedSettings | undefined };

export const writeMetadata = (metadata: SettingsMetadata): string => JSON.stringify(metadata);

export function readMetadata(text: string): SettingsMetadata {
  const { showsWorkspace, opened } = parseObject(text) ?? {};
  const isObject = typeof opened === "object" && opened !== null;
  return { showsWorkspace: text === OLDER_WITH_WORKSPACE || showsWorkspace === true, ...(isObject && { opened }) };
}
/** Of a window that an older version has opened. */
const OLDER_WITH_WORKSPACE = "workspace";
