import type { DoingKind, Doings } from "../../domain/history/doings.ts";
import { idOfOutside, isOutside } from "../../domain/people/outside-person.ts";
import type { WorkspaceSettingName } from "../../domain/settings/workspace-settings.ts";
import { PART_WORDS } from "../notifications/change-messages.ts";
import { listNames } from "../words.ts";

/** With what a line is written: names by id (of people in Slack, and of accounts), and the task, in quotes or as "this task". */
export type DoingNames = { readonly nameOf: (id: string) => string; readonly task: string };

const FEW = 3;

const SETTING_WORDS: Record<WorkspaceSettingName, string> = {
  create: "who may create tasks",
  edit: "who may edit tasks",
  delete: "who may delete tasks",
  review: "how new tasks are reviewed",
  hidesLabelers: "whether reviewers see who labeled",
};

const STATUS_DONE: Record<Doings["task.status"]["status"], (task: string) => string> = {
  IN_PROGRESS: (task) => `reopened ${task}`,
  DONE: (task) => `closed ${task} as done`,
  WONT_DO: (task) => `closed ${task} as one that will not be done`,
};

const VERDICT_DONE: Record<Doings["label.reviewed"]["verdict"], string> = {
  approve: "approved",
  request_changes: "sent back",
  reject: "rejected",
};

/** A part of a line: words, or a channel by its id, whose name Slack knows. */
export type LinePart = string | { readonly channel: string };

/** What somebody did, as what stands behind their name. */
export const DOING_WORDS: {
  readonly [K in DoingKind]: (about: Doings[K], names: DoingNames) => string | readonly LinePart[];
} = {
  "task.created": ({ added }, { nameOf, task }) =>
    `created ${task}${added.length > 0 ? `, for ${people(added, nameOf)}` : ""}`,
  "task.edited": ({ parts, added, removed }, { nameOf, task }) => {
    const words = [...new Set(parts.map((part) => PART_WORDS[part].toLowerCase()))];
    return [
      `changed ${task}: ${words.join(", ")}`,
      ...(added.length > 0 ? [`${people(added, nameOf)} added`] : []),
      ...(removed.length > 0 ? [`${people(removed, nameOf)} taken off`] : []),
    ].join("; ");
  },
  "task.status": ({ status }, { task }) => STATUS_DONE[status](task),
  "task.deleted": (_, { task }) => `deleted ${task}`,
  "label.submitted": ({ input }, { task }) => `labeled the input ${input} of ${task}`,
  "label.undone": ({ input }, { task }) => `took back a label on the input ${input} of ${task}`,
  "label.reviewed": ({ verdict, input, worker }, { nameOf, task }) =>
    input === undefined
      ? `${VERDICT_DONE[verdict]} all that was left of ${nameOf(worker)}’s labels of ${task}`
      : `${VERDICT_DONE[verdict]} ${nameOf(worker)}’s label on the input ${input} of ${task}`,
  "key.kept": ({ account }) => `gave a key of the account ${account}`,
  "key.forgotten": () => "had their key forgotten",
  "link.made": ({ of, account }, { nameOf }) => `linked ${nameOf(of)} to the account ${account}`,
  "account.connected": ({ user, app }) => `connected the workspace with the app ${app} of the account ${user}`,
  "account.disconnected": () => "disconnected the workspace’s account",
  "app.installed": ({ with: what }) =>
    what === "workspace" ? "installed Labeldesk in this workspace" : "installed Labeldesk for the whole organization",
  "missing.answered": ({ answer }) =>
    answer === "tell"
      ? "said of many missing tasks that they were deleted"
      : "said of many missing tasks that nobody is to be told",
  "settings.changed": ({ settings }) =>
    `changed the workspace’s settings: ${settings.map((name) => SETTING_WORDS[name]).join(", ")}`,
  "channel.followed": ({ channel }, { task }) => ["let ", { channel }, ` follow ${task}`],
  "channel.unfollowed": ({ channel }, { task }) => ["ended that ", { channel }, ` follows ${task}`],
  "channel.lead-followed": ({ channel, of }, { nameOf }) => ["let ", { channel }, ` follow all tasks of ${nameOf(of)}`],
  "channel.lead-unfollowed": ({ channel, of }, { nameOf }) => [
    "ended that ",
    { channel },
    ` follows all tasks of ${nameOf(of)}`,
  ],
  "results.exported": ({ format }, { task }) => `exported the results of ${task} (${format})`,
  "history.exported": (_, { task }) => `exported the history of ${task}`,
};

/** `keys`: of people in Slack, and of a form's people who are not. */
const people = (keys: readonly string[], nameOf: DoingNames["nameOf"]): string =>
  listNames(
    keys.map((key) => nameOf(isOutside(key) ? idOfOutside(key) : key)),
    FEW,
  );
