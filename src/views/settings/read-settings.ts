import {
  DEFAULT_QUIET_UNTIL,
  type SettingsField,
  type SettingsProblem,
  type SettingsValues,
} from "../../domain/settings/settings-form.ts";
import {
  DEFAULT_WORKSPACE_SETTINGS,
  type Permission,
  RESTRICTED_ACTIONS,
  type RestrictedAction,
  type WorkspaceSettings,
} from "../../domain/settings/workspace-settings.ts";
import type { ViewState } from "../form-state.ts";
import { APPROVE_WORDS, REVIEW_WORDS } from "../words.ts";

import { FIELD, HIDE_WORDS, PREFIX, peopleField, readMetadata, WHO_WORDS, whoField } from "./settings-fields.ts";

/** Reads the fields; the workspace's part only where it showed, with `earlier` for the fields that did not. */
export function readSettingsModal(
  view: { readonly private_metadata: string; readonly state: { readonly values: ViewState } },
  earlier: WorkspaceSettings = DEFAULT_WORKSPACE_SETTINGS,
): SettingsValues {
  const field = (id: string) => view.state.values[id]?.[id];
  const chosen = (id: string) => field(id)?.selected_option?.value;
  const minutes = (id: string): number | undefined => toWhole(chosen(id), 24 * 60);
  const muted = (field(FIELD.muted)?.selected_options ?? []).map(({ value }) => value);
  const values: SettingsValues = {
    muted: (["worker", "reviewer"] as const).filter((role) => muted.includes(role)),
    digestHour: toWhole(chosen(FIELD.digest), 24) ?? null,
    quietFrom: minutes(FIELD.quietFrom) ?? null,
    quietUntil: minutes(FIELD.quietUntil) ?? DEFAULT_QUIET_UNTIL,
  };
  if (!readMetadata(view.private_metadata).showsWorkspace) return values;

  const people = (id: string, before: readonly string[]) => field(id)?.selected_users ?? before;
  const pick = <T extends string>(id: string, words: Partial<Record<T, string>>, before: T): T => {
    const value = chosen(id);
    return value !== undefined && Object.hasOwn(words, value) ? (value as T) : before;
  };
  const number = (id: string, before: string): string => {
    const shown = field(id);
    return shown ? (shown.value ?? "") : before;
  };
  const permission = (action: RestrictedAction): Permission => ({
    who: pick(whoField(action), WHO_WORDS[action], earlier.permissions[action].who),
    people: people(peopleField(action), earlier.permissions[action].people),
  });
  const { review } = earlier;
  return {
    ...values,
    workspace: {
      permissions: { create: permission("create"), edit: permission("edit"), delete: permission("delete") },
      review: {
        review: pick(FIELD.review, REVIEW_WORDS, review.review),
        reviewers: people(FIELD.reviewers, review.reviewers),
        sample: number(FIELD.sample, review.sample),
        labelersMustAgree: number(FIELD.labelersMustAgree, review.labelersMustAgree),
        reviewersMustApprove: pick(FIELD.reviewersMustApprove, APPROVE_WORDS, review.reviewersMustApprove),
      },
      hidesLabelers: field(FIELD.hidesLabelers)
        ? (field(FIELD.hidesLabelers)?.selected_options ?? []).some(({ value }) => Object.hasOwn(HIDE_WORDS, value))
        : earlier.hidesLabelers,
    },
  };
}

/** Problems by block id, as Slack wants them; on the field that stands in where one does not show yet. */
export function placeSettingsProblems(
  problems: readonly SettingsProblem[],
  state: ViewState,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { field, message } of problems) {
    const id = `${PREFIX}${field}`;
    errors[id in state ? id : standInFor(field)] = message;
  }
  return errors;
}

function standInFor(field: SettingsField): string {
  if (field === "quietUntil") return FIELD.quietFrom;
  const action = RESTRICTED_ACTIONS.find((each) => field === `people:${each}`);
  return action ? whoField(action) : FIELD.review;
}

function toWhole(text: string | undefined, below: number): number | undefined {
  if (text === undefined || !/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value < below ? value : undefined;
}
