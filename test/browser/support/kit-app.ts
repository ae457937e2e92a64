import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { parseManifest } from "../../../sandbox/slack/manifest.ts";

export const KIT_MANIFEST = parseManifest(`
display_information: { name: Kit }
features:
  app_home: { home_tab_enabled: true, messages_tab_enabled: true }
  slash_commands: [{ command: /kit, description: Every element, usage_hint: "form | stack | message" }]
  shortcuts:
    - { name: Open the stack, type: global, callback_id: open_stack, description: Three modals }
    - { name: Remember this, type: message, callback_id: remember, description: Keeps a message }
oauth_config: { scopes: { bot: [commands, "chat:write", "users:read"] } }
settings: { event_subscriptions: { bot_events: [app_home_opened] } }
`);

const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const options = [option("Red"), option("Green"), option("Blue")];

const input = (name: string, element: InputBlock["element"], more: Partial<InputBlock> = {}): InputBlock => ({
  type: "input",
  block_id: name,
  label: plain(name),
  optional: true,
  element: { ...element, action_id: "field" },
  ...more,
});

const FIELDS: readonly InputBlock[] = [
  input("Text", { type: "plain_text_input" }, { optional: false }),
  input("Lines", { type: "plain_text_input", multiline: true, max_length: 40 }),
  input("Number", { type: "number_input", is_decimal_allowed: true }),
  input("Mail", { type: "email_text_input" }),
  input("Address", { type: "url_text_input" }),
  input("One", { type: "static_select", options }),
  input("Several", { type: "multi_static_select", options, max_selected_items: 2 }),
  input("Asked", { type: "external_select", min_query_length: 2 }),
  input("Person", { type: "users_select" }),
  input("Channel", { type: "channels_select" }),
  input("Radio", { type: "radio_buttons", options }),
  input("Boxes", { type: "checkboxes", options }),
  input("Day", { type: "datepicker" }),
  input("Time", { type: "timepicker" }),
  input("Moment", { type: "datetimepicker" }),
];

const DISPATCHING: readonly InputBlock[] = [
  input("Silent", { type: "plain_text_input" }),
  input("On Enter", { type: "plain_text_input" }, { dispatch_action: true }),
  input(
    "On typing",
    { type: "plain_text_input", dispatch_action_config: { trigger_actions_on: ["on_character_entered"] } },
    { dispatch_action: true },
  ),
  input("Kept", { type: "plain_text_input", initial_value: "first" }),
];

const modal = (callback_id: string, title: string, blocks: readonly KnownBlock[]): ModalView => ({
  type: "modal",
  callback_id,
  title: plain(title),
  submit: plain("Send"),
  blocks: [...blocks],
});

const floor = (title: string) =>
  modal("floor", title, [
    input("Note", { type: "plain_text_input" }),
    { type: "actions", block_id: "down", elements: [{ type: "button", action_id: "deeper", text: plain("Deeper") }] },
  ]);

export type KitApp = {
  /** The values of each submission, in the shape of Slack's state. */
  readonly submitted: Record<string, Record<string, unknown>>[];
  /** Action ids or, in a form, block ids of what was pressed or changed, with what was sent. */
  readonly acted: { readonly where: string; readonly value: unknown }[];
  readonly asked: string[];
  readonly remembered: string[];
  close(): Promise<void>;
};

/** An app that shows everything and remembers what Slack told it. */
export async function startKitApp(slack: SandboxSlack): Promise<KitApp> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, endpoints: ["/slack/events"] });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  const kit = {
    submitted: [] as KitApp["submitted"],
    acted: [] as KitApp["acted"],
    asked: [] as string[],
    remembered: [] as string[],
  };

  app.command("/kit", async ({ ack, command, client }) => {
    await ack();
    if (command.text === "message") {
      await client.chat.postMessage({ channel: command.user_id, text: "Everything", blocks: [...MESSAGE] });
      return;
    }
    const views = {
      form: modal("form", "Form", FIELDS),
      live: modal("live", "Live", DISPATCHING),
      stack: floor("Floor 1"),
    };
    const view = Object.entries(views).find(([name]) => name === command.text)?.[1] ?? views.form;
    await client.views.open({ trigger_id: command.trigger_id, view });
  });
  app.shortcut("open_stack", async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: floor("Floor 1") });
  });
  app.shortcut({ callback_id: "remember", type: "message_action" }, async ({ ack, shortcut }) => {
    await ack();
    kit.remembered.push(shortcut.message.text ?? "");
  });
  app.options("field", async ({ ack, payload }) => {
    kit.asked.push(payload.value);
    await ack({ options: [option(`${payload.value} found`)] });
  });
  app.action("deeper", async ({ ack, body, client }) => {
    await ack();
    if (body.type !== "block_actions" || body.view === undefined) return;
    const depth = Number(body.view.title.text.at(-1)) + 1;
    await client.views.push({ trigger_id: body.trigger_id, view: floor(`Floor ${depth}`) });
  });
  app.action(/^(?!deeper$)/, async ({ ack, action, body, client }) => {
    await ack();
    if (body.type !== "block_actions" || !("action_id" in action)) return;
    const where = action.action_id === "field" ? action.block_id : action.action_id;
    kit.acted.push({ where, value: "value" in action ? action.value : null });
    if (body.view?.callback_id !== "live") return;
    // "Kept" comes back with another initial value, which must not show; "Silent" under another name, which must be empty.
    const blocks = DISPATCHING.map((block) => {
      if (block.block_id === "Silent") return { ...block, block_id: "Renamed", label: plain("Renamed") };
      if (block.block_id !== "Kept") return block;
      return input("Kept", { type: "plain_text_input", initial_value: "second" });
    });
    await client.views.update({ view_id: body.view.id, view: modal("live", "Live", blocks) });
  });
  app.view("form", async ({ ack, view }) => {
    kit.submitted.push(view.state.values);
    if (view.state.values["Text"]?.["field"]?.value !== "refuse me") return ack();
    await ack({ response_action: "errors", errors: { Number: "Not this one" } });
  });
  app.view("floor", async ({ ack, view }) => {
    kit.submitted.push(view.state.values);
    await ack();
  });
  app.event("app_home_opened", async ({ event, client }) => {
    const text = { type: "mrkdwn" as const, text: `Welcome, <@${event.user}>` };
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "section", text }] } });
  });

  await app.init();
  const server = await receiver.start(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The app has no port.");
  slack.connect(`http://127.0.0.1:${address.port}/slack/events`);
  return { ...kit, close: async () => void (await receiver.stop()) };
}

const MESSAGE: readonly KnownBlock[] = [
  { type: "header", text: plain("Everything") },
  { type: "section", text: { type: "mrkdwn", text: "*bold* &lt;!channel&gt; `code`" } },
  {
    type: "actions",
    block_id: "pressed",
    elements: [
      { type: "button", action_id: "plain", text: plain("Press"), value: "pressed" },
      {
        type: "button",
        action_id: "careful",
        text: plain("Erase"),
        style: "danger",
        value: "erased",
        confirm: {
          title: plain("Erase it?"),
          text: plain("It is gone then."),
          confirm: plain("Erase all"),
          deny: plain("Keep"),
        },
      },
      { type: "overflow", action_id: "more", options: [option("Copy"), option("Share")] },
    ],
  },
  {
    type: "table",
    rows: [
      [
        { type: "raw_text", text: "Worker" },
        { type: "raw_text", text: "Done" },
      ],
      [
        { type: "raw_text", text: "Ana" },
        { type: "raw_text", text: "48 %" },
      ],
    ],
  },
];
