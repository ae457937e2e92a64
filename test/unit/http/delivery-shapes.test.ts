import { describe, expect, test } from "@jest/globals";
import { isCommand, isPayload } from "../../../src/http/delivery-shapes.ts";

/**
 * What Slack documents of its payloads (docs.slack.dev/reference/interaction-payloads, /apis/events-api, /interactivity/implementing-slash-commands,
 * /enterprise, and the types of Bolt for JavaScript), with the fields that it names and the values that it allows there.
 */
type Payload = Readonly<Record<string, unknown>>;

const user = { id: "U012AB3CD", username: "ana", name: "ana", team_id: "T012AB3CD" };
const team = { id: "T012AB3CD", domain: "example" };
const head = { token: "unused", api_app_id: "A012AB3CD", trigger_id: "1.2.abc", user, team, enterprise: null };
const inWorkspaces = { ...head, is_enterprise_install: false };
/** Where an organization has installed the app; and in a workspace of one, whose people come as the organization's. */
const inOrganization = {
  ...{ ...head, team: null, enterprise: { id: "E012AB3CD", name: "Example" }, is_enterprise_install: true },
  user: { ...user, team_id: "E012AB3CD" },
};
const teamOfOrganization = { ...team, enterprise_id: "E012AB3CD", enterprise_name: "Example" };

const words = (text: string) => ({ type: "plain_text", text, emoji: true });
const option = { text: words("Full"), value: "FULL", description: null };
const view = {
  ...{ id: "V012AB3CD", team_id: "T012AB3CD", type: "modal", callback_id: "task_form", private_metadata: "" },
  ...{ hash: "1.abc", title: words("Create task"), submit: words("Create"), close: null, clear_on_close: false },
  ...{ notify_on_close: true, external_id: "", app_id: "A012AB3CD", bot_id: "B012AB3CD" },
  ...{ app_installed_team_id: "T012AB3CD", root_view_id: "V012AB3CD", previous_view_id: null },
  blocks: [
    { type: "input", block_id: "name", label: words("Name"), element: { type: "plain_text_input", action_id: "name" } },
    { type: "section", block_id: "s", text: words("Text"), accessory: { type: "button", action_id: "x" } },
  ],
  state: {
    values: {
      name: { name: { type: "plain_text_input", value: "Digits" } },
      empty: { empty: { type: "plain_text_input", value: null } },
      number: { number: { type: "number_input", value: "5" } },
      one: { one: { type: "static_select", selected_option: option } },
      none: { none: { type: "external_select", selected_option: null } },
      many: { many: { type: "multi_external_select", selected_options: [option] } },
      boxes: { boxes: { type: "checkboxes", selected_options: [] } },
      people: { people: { type: "multi_users_select", selected_users: ["U012AB3CD", "W012AB3CD"] } },
      places: { places: { type: "multi_conversations_select", selected_conversations: ["C012AB3CD", "D012AB3CD"] } },
      channel: { channel: { type: "channels_select", selected_channel: "C012AB3CD" } },
      day: { day: { type: "datepicker", selected_date: "2026-03-02" } },
      moment: { moment: { type: "datetimepicker", selected_date_time: 1_772_441_940 } },
      time: { time: { type: "timepicker", selected_time: "09:30", timezone: "Europe/Berlin" } },
      rich: { rich: { type: "rich_text_input", rich_text_value: { type: "rich_text", elements: [] } } },
      files: { files: { type: "file_input", files: [{ id: "F012AB3CD", mode: "hosted" }] } },
    },
  },
};
const home = {
  ...view,
  type: "home",
  callback_id: "",
  title: words("View title"),
  submit: null,
  state: { values: {} },
};

const place = {
  channel: { id: "D012AB3CD", name: "directmessage" },
  response_url: "https://hooks.slack.com/actions/T/1/a",
};
const own = {
  ...{ type: "message", subtype: "bot_message", bot_id: "B012AB3CD", ts: "1772441940.000100", text: "Label “Digits”" },
  ...{ user: "U0LABELDESK", app_id: "A012AB3CD", team: "T012AB3CD", blocks: [] },
};
const inMessage = { type: "message", message_ts: "1772441940.000100", channel_id: "D012AB3CD", is_ephemeral: false };
const button = { type: "button", action_id: "task_card.open", block_id: "b", text: words("Open"), action_ts: "1.1" };
const pressed = { type: "block_actions", ...inWorkspaces };
const event = (happened: Payload, more: Payload = {}) => ({
  ...{ type: "event_callback", token: "unused", team_id: "T012AB3CD", api_app_id: "A012AB3CD", event: happened },
  ...{ event_id: "Ev012AB3CD", event_time: 1_772_441_940, event_context: "4-abc", is_ext_shared_channel: false },
  authorizations: [
    { enterprise_id: null, team_id: "T012AB3CD", user_id: "U0LABELDESK", is_bot: true, is_enterprise_install: false },
  ],
  ...more,
});

const TAKEN: Readonly<Record<string, Payload>> = {
  "a button in a message": {
    ...pressed,
    ...place,
    container: inMessage,
    message: own,
    actions: [{ ...button, value: "t1" }],
  },
  "a button in a message that one person sees, which Slack does not show again": {
    ...{ ...pressed, ...place, container: { ...inMessage, is_ephemeral: true }, actions: [button] },
    state: { values: {} },
  },
  "a button in a card under somebody's link": {
    ...{ ...pressed, ...place, actions: [button], app_unfurl: { id: 1, app_unfurl_url: "https://clarifai.com/a" } },
    container: { ...inMessage, type: "message_attachment", attachment_id: 1, is_app_unfurl: true },
  },
  "a button in a modal": { ...pressed, container: { type: "view", view_id: "V012AB3CD" }, view, actions: [button] },
  "a button on App Home": {
    ...pressed,
    container: { type: "view", view_id: "V012AB3CD" },
    view: home,
    actions: [button],
  },
  "an entry of a menu": {
    ...{ ...pressed, ...place, container: inMessage, message: own },
    actions: [{ type: "overflow", action_id: "menu:t1", block_id: "b", selected_option: option, action_ts: "1.1" }],
  },
  "a choice that is taken back": {
    ...{ ...pressed, view },
    actions: [{ type: "static_select", action_id: "one", block_id: "b", selected_option: null, action_ts: "1.1" }],
  },
  "a press in an organization": { ...pressed, ...inOrganization, ...place, message: own, actions: [button] },
  "a press in a workspace of an organization": {
    ...{ ...pressed, team: teamOfOrganization, user: inOrganization.user, ...place, message: own, actions: [button] },
  },
  "a press by somebody of another workspace in a shared channel": {
    ...{ ...pressed, user: { ...user, id: "U0ELSE", team_id: "T0ELSE" }, ...place, message: own, actions: [button] },
  },
  "a press where a conversation is not named": {
    ...pressed,
    ...place,
    channel: null,
    message: null,
    actions: [button],
  },
  "a request for suggestions in a modal": {
    ...{ type: "block_suggestion", ...inWorkspaces, container: { type: "view", view_id: "V012AB3CD" }, view },
    ...{ action_id: "concepts", block_id: "concepts", value: "" },
  },
  "a request for suggestions in a message of an organization": {
    ...{ type: "block_suggestion", ...inOrganization, container: inMessage, channel: place.channel, message: own },
    ...{ action_id: "concepts", block_id: "concepts", value: "cat" },
  },
  "a form": { type: "view_submission", ...inWorkspaces, view, response_urls: [] },
  "a form with a conversation to answer in": {
    ...{ type: "view_submission", ...inWorkspaces, view },
    response_urls: [
      { block_id: "b", action_id: "a", channel_id: "C012AB3CD", response_url: "https://hooks.slack.com/app/T/1/a" },
    ],
  },
  "a form without a field": { type: "view_submission", ...inWorkspaces, view: { ...view, state: { values: [] } } },
  "a form on top of another one": {
    ...{ type: "view_submission", ...inOrganization, view: { ...view, previous_view_id: "V0BELOW", callback_id: "" } },
  },
  "a form that is closed": { type: "view_closed", ...inWorkspaces, view, is_cleared: false },
  "forms that are closed together, without what was in them": {
    ...{ type: "view_closed", ...inOrganization, view: { ...view, state: undefined }, is_cleared: true },
  },
  "a shortcut": { type: "shortcut", ...inWorkspaces, callback_id: "create_task", action_ts: "1772441940.1" },
  "a shortcut in an organization": {
    type: "shortcut",
    ...inOrganization,
    callback_id: "create_task",
    action_ts: "1.1",
  },
  "a shortcut on somebody's message": {
    ...{ type: "message_action", ...inWorkspaces, ...place, callback_id: "create_from_message", message_ts: "1.1" },
    ...{
      action_ts: "1.1",
      message: { type: "message", user: "U012AB3CD", ts: "1.1", text: "Label these", team: "T1" },
    },
  },
  "a shortcut on another app's message, of files and of blocks that nobody knows yet": {
    ...{ type: "message_action", ...inOrganization, ...place, callback_id: "create_from_message", message_ts: "1.1" },
    message: {
      ...{ type: "message", subtype: "bot_message", bot_id: "B0ELSE", ts: "1.1", thread_ts: "1.0", username: "Else" },
      ...{ files: [{ mode: "tombstone" }], attachments: [{ fallback: "…" }] },
      blocks: [{ type: "canvas_of_tomorrow", elements: ["words", 7] }, { block_id: "untyped" }],
    },
  },
  "App Home is opened": event({
    type: "app_home_opened",
    user: "U012AB3CD",
    channel: "D012AB3CD",
    tab: "home",
    view: home,
  }),
  "a link is shared": event({
    ...{ type: "link_shared", user: "U012AB3CD", channel: "C012AB3CD", message_ts: "1.1", unfurl_id: "C1.1.abc" },
    ...{ source: "conversations_history", links: [{ domain: "clarifai.com", url: "https://clarifai.com/a/b" }] },
  }),
  "a link is typed": event({
    type: "link_shared",
    user: "U012AB3CD",
    channel: "COMPOSER",
    message_ts: "U1-abc",
    links: [],
  }),
  "a user group changes": event({
    ...{ type: "subteam_members_changed", subteam_id: "S012AB3CD", team_id: "T012AB3CD" },
    ...{ added_users: ["U012AB3CD"], removed_users: [], date_update: 1_772_441_940 },
  }),
  "tokens are revoked": event({ type: "tokens_revoked", tokens: { oauth: ["U012AB3CD"], bot: ["U0LABELDESK"] } }),
  "the app is removed": event({ type: "app_uninstalled" }, { authorizations: [] }),
  "an organization takes the app out of a workspace": event(
    { type: "team_access_revoked", team_ids: ["T012AB3CD"] },
    {
      ...{ team_id: null, enterprise_id: "E012AB3CD" },
      authorizations: [
        { enterprise_id: "E012AB3CD", team_id: null, user_id: "U1", is_bot: true, is_enterprise_install: true },
      ],
    },
  ),
  "somebody joins": event({ type: "team_join", user: { id: "U012AB3CD", name: "ana", profile: {} } }),
  "a channel is renamed": event({ type: "channel_rename", channel: { id: "C012AB3CD", name: "labels", created: 1 } }),
  "a step of a workflow is carried out": event({
    ...{
      type: "function_executed",
      function: { id: "Fn1", callback_id: "x" },
      inputs: {},
      function_execution_id: "Fx1",
    },
    ...{ workflow_execution_id: "Wx1", bot_access_token: "xwfp-unused" },
  }),
  "the address is verified": { type: "url_verification", token: "unused", challenge: "3eZbrw1aB" },
  "events are limited": {
    ...{ type: "app_rate_limited", token: "unused", team_id: "T012AB3CD", minute_rate_limited: 1_772_441_940 },
    api_app_id: "A012AB3CD",
  },
};

const command = {
  ...{
    token: "unused",
    team_id: "T012AB3CD",
    team_domain: "example",
    channel_id: "C012AB3CD",
    channel_name: "labeling",
  },
  ...{
    user_id: "U012AB3CD",
    user_name: "ana",
    command: "/task",
    text: "",
    api_app_id: "A012AB3CD",
    trigger_id: "1.2.a",
  },
  ...{ is_enterprise_install: "false", response_url: "https://hooks.slack.com/commands/T/1/a" },
};

describe("what Slack documents is taken", () => {
  test.each(Object.entries(TAKEN))("%s", (_what, payload) => {
    expect(isPayload(payload)).toBe(true);
    // Slack adds fields, and fills what was empty.
    expect(isPayload({ ...payload, something_new: { any: [null, 1] } })).toBe(true);
  });

  test.each<[string, Payload]>([
    ["a command", command],
    [
      "a command in an organization",
      { ...command, enterprise_id: "E1", enterprise_name: "X", is_enterprise_install: "true" },
    ],
    ["a command in a thread of a shared channel", { ...command, thread_ts: "1.1", context_team_id: "T0ELSE" }],
  ])("%s", (_what, form) => {
    expect(isCommand(form)).toBe(true);
  });
});

describe("what nobody here could read is not", () => {
  const form = TAKEN["a form"] ?? {};
  test.each<[string, unknown]>([
    ["no type", { ...form, type: undefined }],
    ["a type of Slack's past", { ...inWorkspaces, type: "interactive_message", callback_id: "x" }],
    ["a form of nobody", { ...form, user: undefined }],
    ["a form without a view", { ...form, view: undefined }],
    ["a form without a title", { ...form, view: { ...view, title: null } }],
    ["a form without fields", { ...form, view: { ...view, state: undefined } }],
    ["a field that is none", { ...form, view: { ...view, state: { values: { a: { b: "words" } } } } }],
    ["metadata that is no text", { ...form, view: { ...view, private_metadata: { task: "t1" } } }],
    ["an id that Slack does not write", { ...form, user: { id: "__proto__" } }],
    ["a press of nothing", { ...pressed, ...place, actions: [] }],
    [
      "a press in a message without an address",
      { ...pressed, channel: place.channel, message: own, actions: [button] },
    ],
    ["a press whose value is no text", { ...pressed, ...place, actions: [{ ...button, value: { id: "t1" } }] }],
    [
      "a form with null for the addresses that it asked for, of which Bolt reads the first",
      { ...form, response_urls: null },
    ],
    ["an event without a type", event({ user: "U012AB3CD" })],
    ["an event whose id is none", { ...event({ type: "app_home_opened", user: "U012AB3CD" }), event_id: "Ev\0" }],
    ["a home that nobody has opened", event({ type: "app_home_opened", tab: "home" })],
    ["links that are shared nowhere", event({ type: "link_shared", links: [] })],
    ["a shared link that is none", event({ type: "link_shared", channel: "C012AB3CD", links: [null] })],
    ["a group that nobody joins", event({ type: "subteam_members_changed", subteam_id: "S\0", added_users: ["U1"] })],
  ])("%s", (_what, payload) => {
    expect(isPayload(payload)).toBe(false);
  });

  test.each<[string, Payload]>([
    ["a command of nobody", { ...command, user_id: undefined }],
    ["a command said twice", { ...command, command: ["/task", "/task"] }],
    ["a command that cannot be answered", { ...command, response_url: "hooks" }],
  ])("%s", (_what, sent) => {
    expect(isCommand(sent)).toBe(false);
  });
});
