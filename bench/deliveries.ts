import { randomUUID } from "node:crypto";
import { HOME } from "../src/views/home/app-home.ts";
import { changeForm, submitForm } from "./form-deliveries.ts";
import { type Delivery, personOf, type Sender, sign, signPayload } from "./signed.ts";
import { TEAM } from "./workspace.ts";

/** What Slack delivers, by the name that it has in the figures. */
export const DELIVERIES = {
  help: (from: Sender) => sign(commandOf(from, "help")),
  create: (from: Sender) => sign(commandOf(from, "create")),
  list: (from: Sender) => sign(commandOf(from, "list")),
  mine: (from: Sender) => sign(commandOf(from, "mine")),
  action: changeForm,
  submit: submitForm,
} as const satisfies Record<string, (from: Sender) => Delivery>;

/** What somebody types after `/task`. */
export const typeCommand = (from: Sender, text: string): Delivery => sign(commandOf(from, text));

/** Somebody presses Refresh on their App Home: all that it shows is asked for anew. */
export const pressRefresh = ({ turn }: Sender): Delivery =>
  signPayload(turn, {
    type: "block_actions",
    container: { type: "view", view_id: "V0HOME" },
    view: {
      ...{ id: "V0HOME", team_id: TEAM, type: "home", hash: "1", blocks: [], private_metadata: "", callback_id: "" },
      state: { values: {} },
    },
    actions: [{ type: "button", action_id: HOME.refresh, block_id: "home:actions", action_ts: "1.1" }],
  });

/** A view as Slack holds it: what the app sent, and its id. */
export type View = {
  readonly id: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly blocks: readonly { readonly type: string; readonly block_id?: string; readonly element?: Field }[];
};
type Field = { readonly type: string; readonly action_id: string; readonly options: readonly object[] };

/** A worker's press on Start. */
export const pressStart = ({ turn, slackUrl }: Sender, task: string): Delivery =>
  signPayload(turn, {
    type: "block_actions",
    container: { type: "message", message_ts: "1.1", channel_id: "D0BENCH000" },
    channel: { id: "D0BENCH000", name: "directmessage" },
    response_url: `${slackUrl}/actions/${TEAM}/${randomUUID()}`,
    actions: [
      {
        type: "button",
        action_id: "label.start",
        block_id: "assignment",
        value: task,
        action_ts: "1.1",
        text: { type: "plain_text", text: "Start" },
      },
    ],
  });

/** A worker's answer in a window: its first choice. */
export function submitAnswer({ turn }: Sender, view: View): Delivery {
  const values: Record<string, object> = {};
  for (const { type, block_id = "", element } of view.blocks)
    if (type === "input" && element)
      values[block_id] = { [element.action_id]: { type: element.type, selected_option: element.options[0] } };
  return signPayload(turn, {
    type: "view_submission",
    view: {
      ...view,
      team_id: TEAM,
      type: "modal",
      title: { type: "plain_text", text: "Label" },
      hash: "1",
      state: { values },
    },
    response_urls: [],
  });
}

/** What is sent; "label" follows a window from answer to answer. */
export type Kind = keyof typeof DELIVERIES | "label";

function commandOf({ turn, slackUrl }: Sender, text: string): URLSearchParams {
  const person = personOf(turn);
  return new URLSearchParams({
    token: "verification-token",
    team_id: TEAM,
    team_domain: "bench",
    channel_id: "C0BENCH000",
    channel_name: "labeling",
    user_id: person,
    user_name: person.toLowerCase(),
    command: "/task",
    text,
    api_app_id: "A0BENCH000",
    is_enterprise_install: "false",
    response_url: `${slackUrl}/commands/${TEAM}/${randomUUID()}`,
    trigger_id: `${Date.now()}.${turn}.${randomUUID()}`,
  });
}
