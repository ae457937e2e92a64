import type { KnownBlock, ModalView } from "@slack/types";
import type { Role } from "../../domain/settings/preferences.ts";
import {
  DEFAULT_QUIET_UNTIL,
  type SettingsField,
  type SettingsProblem,
  type SettingsValues,
} from "../../domain/settings/settings-form.ts";
import {
  DEFAULT_WORKSPACE_SETTINGS,
  type DefaultReview,
  type Permission,
  RESTRICTED_ACTIONS,
  type RestrictedAction,
  type WorkspaceSettings,
} from "../../domain/settings/workspace-settings.ts";
import { headline, input, option, plain, smallPrint } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { LIMITS } from "../limits.ts";
import { APPROVE_WORDS, REVIEW_WORDS } from "../words.ts";

const PREFIX = "settings:";

export const SETTINGS = {
  view: "settings",
  /** What the ids of all its fields begin with, which are their blocks' ids too. */
  fields: PREFIX,
} as const;

const FIELD = {
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
const whoField = (action: RestrictedAction): string => `${PREFIX}who:${action}`;
const peopleField = (action: RestrictedAction): string => `${PREFIX}people:${action}`;

const MUTE_WORDS: Record<Role, string> = { worker: "About work to label", reviewer: "About work to review" };
/** Nobody leads what does not exist yet. */
const CREATE_WORDS = { EVERYONE: "Everyone", ADMINS: "Workspace admins", CHOSEN: "Chosen people" } as const;
const CHANGE_WORDS = {
  LEADS: "Its creator, and reviewers who may create tasks",
  ...CREATE_WORDS,
} as const satisfies Record<Permission["who"], string>;
const WHO_WORDS: Record<RestrictedAction, Partial<Record<Permission["who"], string>>> = {
  create: CREATE_WORDS,
  edit: CHANGE_WORDS,
  delete: CHANGE_WORDS,
};
const ACTION_WORDS: Record<RestrictedAction, string> = {
  create: "Who may create tasks",
  edit: "Who may edit tasks",
  delete: "Who may delete tasks",
};
const PEOPLE_WORDS: Record<RestrictedAction, string> = {
  create: "People who may create",
  edit: "People who may edit",
  delete: "People who may delete",
};
const OFF = "off";

export type SettingsModel = {
  readonly values: SettingsValues;
  /** IANA time zone of the person; undefined while it is not known. */
  readonly timeZone?: string | undefined;
};

/** The settings of a person and, where `values.workspace` is there, of the workspace. */
export function buildSettingsModal({ values, timeZone }: SettingsModel): ModalView {
  const own =
    timeZone === undefined ? "In your own time zone, as it stands in Slack." : `In your time zone (${timeZone}).`;
  const blocks: KnownBlock[] = [
    input(
      "Mute messages",
      { type: "checkboxes", action_id: FIELD.muted, ...choices(MUTE_WORDS, values.muted) },
      { optional: true, hint: "What is muted still shows in Home and in /task mine." },
    ),
    input("Daily digest", select(FIELD.digest, DIGEST_OPTIONS, String(values.digestHour ?? OFF)), {
      hint: "Gathers what a day asks of you in one message.",
    }),
    input("Quiet hours from", select(FIELD.quietFrom, QUIET_FROM_OPTIONS, String(values.quietFrom ?? OFF)), {
      hint: `What is asked of you waits until they are over, and comes as one message. ${own}`,
    }),
    input("Quiet hours until", select(FIELD.quietUntil, TIME_OPTIONS, String(values.quietUntil))),
  ];
  if (values.workspace) blocks.push({ type: "divider" }, ...workspaceBlocks(values.workspace));
  return {
    type: "modal",
    callback_id: SETTINGS.view,
    private_metadata: values.workspace ? WITH_WORKSPACE : "",
    title: plain("Settings", LIMITS.viewTitle),
    submit: plain("Save", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks,
  };
}

const WITH_WORKSPACE = "workspace";
const HIDE = "hide";
const HIDE_WORDS = { [HIDE]: "Reviewers read “Labeler 1” instead of a name" } as const;

function workspaceBlocks({ permissions, review, hidesLabelers }: WorkspaceSettings): KnownBlock[] {
  const blocks: KnownBlock[] = [
    headline("This workspace"),
    smallPrint("Only workspace admins see this part. They may do everything in any case; guests see what is theirs."),
  ];
  for (const action of RESTRICTED_ACTIONS) {
    const { who, people } = permissions[action];
    blocks.push(
      input(ACTION_WORDS[action], select(whoField(action), optionsOf(WHO_WORDS[action]), who), {
        dispatch: true,
        ...(action !== "create" && { hint: "Whoever created a task may in any case." }),
      }),
    );
    if (who === "CHOSEN")
      blocks.push(input(PEOPLE_WORDS[action], peopleSelect(peopleField(action), people), { optional: true }));
  }
  blocks.push(
    input("Default review", select(FIELD.review, optionsOf(REVIEW_WORDS), review.review), {
      dispatch: true,
      hint: "New tasks begin with it; the lead can change it for each.",
    }),
    ...reviewBlocks(review),
    input(
      "Hide labelers' names from reviewers",
      { type: "checkboxes", action_id: FIELD.hidesLabelers, ...choices(HIDE_WORDS, hidesLabelers ? [HIDE] : []) },
      { optional: true },
    ),
  );
  return blocks;
}

function reviewBlocks(review: DefaultReview): KnownBlock[] {
  if (review.review === "NONE") return [];
  const reviewers = input("Default reviewers", peopleSelect(FIELD.reviewers, review.reviewers), { optional: true });
  if (review.review === "MANUAL") {
    const element = { type: "number_input" as const, is_decimal_allowed: true, min_value: "0", max_value: "100" };
    const sample = { ...element, action_id: FIELD.sample, ...initialNumber(review.sample, 100) };
    return [reviewers, input("Default sample to review (%)", sample)];
  }
  const element = { type: "number_input" as const, is_decimal_allowed: false, min_value: "0" };
  return [
    reviewers,
    input("Default labelers who must agree", {
      ...element,
      action_id: FIELD.labelersMustAgree,
      ...initialNumber(review.labelersMustAgree, Number.MAX_SAFE_INTEGER),
    }),
    input(
      "Default reviewers who must approve",
      select(FIELD.reviewersMustApprove, optionsOf(APPROVE_WORDS), review.reviewersMustApprove),
    ),
  ];
}

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
  if (view.private_metadata !== WITH_WORKSPACE) return values;

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
        ? (field(FIELD.hidesLabelers)?.selected_options ?? []).some(({ value }) => value === HIDE)
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

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const HALF_HOURS = Array.from({ length: 48 }, (_, index) => index * 30);
const TIME_OPTIONS = HALF_HOURS.map((minutes) => option(String(minutes), clock(minutes)));
const QUIET_FROM_OPTIONS = [option(OFF, "No quiet hours"), ...TIME_OPTIONS];
const DIGEST_OPTIONS = [
  option(OFF, "Off: each message at once"),
  ...Array.from({ length: 24 }, (_, hour) => option(String(hour), `Daily at ${clock(hour * 60)}`)),
];

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, text]) => option(value, text));

function choices(words: Readonly<Record<string, string>>, chosen: readonly string[]) {
  const options = optionsOf(words);
  const initial = options.filter(({ value }) => chosen.some((each) => each === value));
  return { options, ...(initial.length > 0 && { initial_options: initial }) };
}

function select(actionId: string, options: ReturnType<typeof optionsOf>, chosen: string) {
  const initial = options.find(({ value }) => value === chosen);
  return { type: "static_select" as const, action_id: actionId, options, ...(initial && { initial_option: initial }) };
}

function peopleSelect(actionId: string, chosen: readonly string[]) {
  return {
    type: "multi_users_select" as const,
    action_id: actionId,
    placeholder: plain("Choose people", LIMITS.placeholder),
    ...(chosen.length > 0 && { initial_users: [...chosen] }),
  };
}

/** Slack refuses a view whose initial number is none, or out of the field's own bounds. */
function initialNumber(text: string, max: number): { initial_value?: string } {
  const isNumber = /^\d+(\.\d+)?$/.test(text) && Number(text) <= max;
  return isNumber ? { initial_value: text } : {};
}
