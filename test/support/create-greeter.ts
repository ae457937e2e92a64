import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from "@slack/bolt";
import type { SandboxSlack } from "../../sandbox/slack/create-sandbox-slack.ts";
import { parseManifest } from "../../sandbox/slack/manifest.ts";

export const GREETER_MANIFEST = parseManifest(`
display_information: { name: Labeldesk }
features:
  app_home: { messages_tab_enabled: true }
  slash_commands: [{ command: /greet, description: Greets, should_escape: true }, { command: /slow, description: Never answers }]
  shortcuts: [{ name: Greet somebody, type: global, callback_id: greet, description: Opens the form }]
oauth_config: { scopes: { bot: [commands, "chat:write", "users:read"] } }
settings: { event_subscriptions: { bot_events: [app_home_opened] } }
`);

export const plain = (text: string) => ({ type: "plain_text" as const, text });

export const form = (extra: string) => ({
  type: "modal" as const,
  callback_id: "form",
  title: plain("Greet"),
  submit: plain("Send"),
  private_metadata: extra,
  notify_on_close: true,
  blocks: [
    {
      type: "input" as const,
      block_id: "name",
      label: plain("Name"),
      element: { type: "plain_text_input" as const, action_id: "text" },
    },
    {
      type: "input" as const,
      block_id: "tone",
      dispatch_action: true,
      optional: true,
      label: plain("Tone"),
      element: {
        type: "static_select" as const,
        action_id: "choice",
        options: [
          { text: plain("Warm"), value: "warm" },
          { text: plain("Dry"), value: "dry" },
        ],
      },
    },
    {
      type: "input" as const,
      block_id: "whom",
      optional: true,
      label: plain("Whom"),
      element: { type: "multi_users_select" as const, action_id: "users" },
    },
    {
      type: "input" as const,
      block_id: "topic",
      optional: true,
      label: plain("Topic"),
      element: { type: "external_select" as const, action_id: "topic", min_query_length: 2 },
    },
  ],
});

/** What the SDK writes about refusals that a test wants. */
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A small app of its own: the layer is tested apart from Labeldesk. */
export function createGreeter(layer: SandboxSlack, delivery: "http" | "socket" = "http") {
  const receiver =
    delivery === "http"
      ? new HTTPReceiver({ signingSecret: layer.signingSecret, endpoints: ["/slack/events"], logger: SILENT })
      : new SocketModeReceiver({
          appToken: layer.appToken,
          logger: SILENT,
          installerOptions: { clientOptions: { slackApiUrl: layer.apiUrl } },
        });
  const app = new App({
    token: layer.botToken,
    receiver,
    logger: SILENT,
    deferInitialization: true,
    clientOptions: { slackApiUrl: layer.apiUrl, retryConfig: { retries: 0 }, logger: SILENT },
  });
  const seen: { text: string[]; values: unknown[]; closed: number; queries: string[] } = {
    text: [],
    values: [],
    closed: 0,
    queries: [],
  };
  app.command("/greet", async ({ ack, body, client, respond }) => {
    seen.text.push(body.text);
    if (body.text.startsWith("loud")) return ack({ response_type: "in_channel", text: "Hello all" });
    await ack();
    if (body.text === "later") await respond({ text: "Only you" });
    else await client.views.open({ trigger_id: body.trigger_id, view: form("one") });
  });
  app.shortcut("greet", async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form("two") });
  });
  app.action("choice", async ({ ack, body, client }) => {
    await ack();
    if (body.type !== "block_actions" || body.view === undefined) return;
    const view = form("changed");
    await client.views.update({
      view_id: body.view.id,
      hash: body.view.hash,
      view: {
        ...view,
        blocks: view.blocks.map((block) => (block.block_id === "whom" ? { ...block, block_id: "whom-2" } : block)),
      },
    });
  });
  app.options("topic", async ({ ack, payload }) => {
    seen.queries.push(payload.value);
    await ack({ options: [{ text: plain("Weather"), value: "weather" }] });
  });
  app.view("form", async ({ ack, view, body, client }) => {
    seen.values.push(view.state.values);
    const name = view.state.values["name"]?.["text"]?.value ?? "";
    if (name === "Nobody") return ack({ response_action: "errors", errors: { name: "Somebody, rather" } });
    await ack();
    await client.chat.postMessage({
      channel: body.user.id,
      text: `Hello ${name}`,
      blocks: [
        { type: "section", text: { type: "mrkdwn", text: `Hello ${name}` } },
        { type: "actions", elements: [{ type: "button", action_id: "wave", text: plain("Wave"), value: "w" }] },
      ],
    });
  });
  app.view({ callback_id: "form", type: "view_closed" }, async ({ ack }) => {
    seen.closed += 1;
    await ack();
  });
  app.action("wave", async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: "Waved" });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "section", text: plain("Home") }] },
    });
  });
  return { app, receiver, seen };
}
