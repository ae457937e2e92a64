import type { KnownBlock, ModalView } from "@slack/types";
import type { Role } from "../../domain/settings/preferences.ts";
import type { SettingsValues } from "../../domain/settings/settings-form.ts";
import type { OpenedSettings } from "../../domain/settings/touched-settings.ts";
import {
  type DefaultReview,
  RESTRICTED_ACTIONS,
  type RestrictedAction,
  type WorkspaceSettings,
} from "../../domain/settings/workspace-settings.ts";
import {
  actions,
  button,
  headline,
  input,
  numberInput,
  option,
  optionsOf,
  plain,
  smallPrint,
  staticSelect,
} from "../blocks.ts";
import { LIMITS } from "../limits.ts";
import { APPROVE_WORDS, REVIEW_WORDS } from "../words.ts";
import { CONNECT } from "../workspaces/connect-modal.ts";
import { FIELD, HIDE_WORDS, peopleField, SETTINGS, WHO_WORDS, whoField, writeMetadata } from "./settings-fields.ts";

const MUTE_WORDS: Record<Role, string> = { worker: "About work to label", reviewer: "About work to review" };
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
  /** As it was opened, however it was filled since. */
  readonly opened: OpenedSettings | undefined;
};

/** The settings of a person and, where `values.workspace` is there, of the workspace. */
export function buildSettingsModal({ values, timeZone, opened }: SettingsModel): ModalView {
  const own =
    timeZone === undefined ? "In your own time zone, as it stands in Slack." : `In your time zone (${timeZone}).`;
  const blocks: KnownBlock[] = [
    input(
      "Mute messages",
      { type: "checkboxes", action_id: FIELD.muted, ...choices(MUTE_WORDS, values.muted) },
      { optional: true, hint: "What is muted still shows in Home and in /task mine." },
    ),
    input("Daily digest", staticSelect(FIELD.digest, DIGEST_OPTIONS, String(values.digestHour ?? OFF)), {
      hint: "Gathers what a day asks of you in one message.",
    }),
    input("Quiet hours from", staticSelect(FIELD.quietFrom, QUIET_FROM_OPTIONS, String(values.quietFrom ?? OFF)), {
      hint: `What is asked of you waits until they are over, and comes as one message. ${own}`,
    }),
    input("Quiet hours until", staticSelect(FIELD.quietUntil, TIME_OPTIONS, String(values.quietUntil))),
  ];
  if (values.workspace) blocks.push({ type: "divider" }, ...workspaceBlocks(values.workspace));
  return {
    type: "modal",
    callback_id: SETTINGS.view,
    private_metadata: writeMetadata({ showsWorkspace: values.workspace !== undefined, opened }),
    title: plain("Settings", LIMITS.viewTitle),
    submit: plain("Save", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks,
  };
}

function workspaceBlocks({ permissions, review, hidesLabelers }: WorkspaceSettings): KnownBlock[] {
  const blocks: KnownBlock[] = [
    headline("This workspace"),
    actions("settings:connect", [button(CONNECT.open, "Connect account")]),
    smallPrint("Only workspace admins see this part. They can always do everything; guests see what is theirs."),
  ];
  for (const action of RESTRICTED_ACTIONS) {
    const { who, people } = permissions[action];
    blocks.push(
      input(ACTION_WORDS[action], staticSelect(whoField(action), optionsOf(WHO_WORDS[action]), who), {
        dispatch: true,
        ...(action !== "create" && { hint: "Whoever created a task always can." }),
      }),
    );
    if (who === "CHOSEN")
      blocks.push(input(PEOPLE_WORDS[action], peopleSelect(peopleField(action), people), { optional: true }));
  }
  blocks.push(
    input("Default review", staticSelect(FIELD.review, optionsOf(REVIEW_WORDS), review.review), {
      dispatch: true,
      hint: "New tasks begin with it; the lead can change it for each.",
    }),
    ...reviewBlocks(review),
    input(
      "Hide labelers' names from reviewers",
      {
        type: "checkboxes",
        action_id: FIELD.hidesLabelers,
        ...choices(HIDE_WORDS, hidesLabelers ? Object.keys(HIDE_WORDS) : []),
      },
      { optional: true },
    ),
  );
  return blocks;
}

function reviewBlocks(review: DefaultReview): KnownBlock[] {
  if (review.review === "NONE") return [];
  const reviewers = input("Default reviewers", peopleSelect(FIELD.reviewers, review.reviewers), { optional: true });
  if (review.review === "MANUAL") {
    const sample = numberInput(FIELD.sample, review.sample, { decimal: true, min: "0", max: "100" });
    return [reviewers, input("Default sample to review (%)", sample)];
  }
  return [
    reviewers,
    input(
      "Default labelers who must agree",
      numberInput(FIELD.labelersMustAgree, review.labelersMustAgree, { min: "0" }),
    ),
    input(
      "Default reviewers who must approve",
      staticSelect(FIELD.reviewersMustApprove, optionsOf(APPROVE_WORDS), review.reviewersMustApprove),
    ),
  ];
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

function choices(words: Readonly<Record<string, string>>, chosen: readonly string[]) {
  const options = optionsOf(words);
  const initial = options.filter(({ value }) => chosen.includes(value));
  return { options, ...(initial.length > 0 && { initial_options: initial }) };
}

function peopleSelect(actionId: string, chosen: readonly string[]) {
  return {
    type: "multi_users_select" as const,
    action_id: actionId,
    placeholder: plain("Choose people", LIMITS.placeholder),
    ...(chosen.length > 0 && { initial_users: [...chosen] }),
  };
}
