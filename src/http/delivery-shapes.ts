import * as z from "zod";

/**
 * The shape of what Slack sends, as far as anything here reads it (docs.slack.dev/interactivity/handling-user-interaction and
 * docs.slack.dev/reference/interaction-payloads). Bolt's types promise it, and Bolt itself looks at nothing. What is more is let through:
 * Slack adds fields.
 */

const id = z.string().min(1);
const text = z.string().nullish();
/** Of a person, a workspace, a conversation or a view. Bolt keeps clients by them in an object, where `__proto__` would be found. */
const slackId = z.string().regex(/^[A-Z0-9]+$/);
const withId = z.looseObject({ id: slackId });
const words = z.looseObject({ text: z.string() }).nullish();
const option = z.looseObject({ value: text, text: words });

/** What a field or a button holds; each kind of element fills its own of these. */
const held = {
  value: text,
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_user: slackId.nullish(),
  selected_users: z.array(slackId).nullish(),
  selected_channel: slackId.nullish(),
  selected_channels: z.array(slackId).nullish(),
  selected_conversation: slackId.nullish(),
  selected_conversations: z.array(slackId).nullish(),
  selected_date: text,
  selected_time: text,
};

const field = z.looseObject({ type: id, ...held });

const blocks = z.array(
  z.looseObject({
    type: id,
    block_id: text,
    element: z.looseObject({ type: id, action_id: text }).nullish(),
    elements: z.array(z.looseObject({ type: id, action_id: text })).nullish(),
  }),
);

/** Slack writes an empty one as an empty array, too. */
const values = z.union([z.record(z.string(), z.record(z.string(), field)), z.array(z.never()).max(0)]);

const viewFields = {
  id: slackId,
  type: id,
  callback_id: z.string(),
  private_metadata: z.string(),
  hash: text,
  title: words,
  blocks: blocks.nullish(),
  app_installed_team_id: slackId.nullish(),
  root_view_id: text,
  previous_view_id: text,
};
const state = z.looseObject({ values });
const view = z.looseObject({ ...viewFields, state });
/** A form is spoken of by its title, which every modal has. */
const sentView = z.looseObject({ ...viewFields, title: z.looseObject({ text: z.string() }), state });
/** Of one that is closed, Slack promises no fields. */
const closedView = z.looseObject({ ...viewFields, state: state.nullish() });

/** Who did it, and where. */
const sender = {
  user: z.looseObject({ id: slackId, team_id: slackId.nullish() }),
  team: withId.nullish(),
  enterprise: withId.nullish(),
  is_enterprise_install: z.union([z.boolean(), z.enum(["true", "false"])]).nullish(),
  api_app_id: text,
  trigger_id: text,
};
/** Where it can be answered in the conversation. */
const answerable = { response_url: z.url() };

/** Anybody's, of any app: what it is built of is read by nobody here, and is whatever Slack invents next. */
const message = z.looseObject({ ts: id, text, user: text, thread_ts: text });

const SHAPES = {
  block_actions: z
    .looseObject({
      ...sender,
      response_url: z.url().nullish(),
      actions: z
        .array(z.looseObject({ type: id, action_id: id, block_id: id, action_ts: text, text: words, ...held }))
        .min(1),
      view: view.nullish(),
      channel: withId.nullish(),
      message: message.nullish(),
      container: z.looseObject({ type: text, message_ts: text, channel_id: text, view_id: text }).nullish(),
    })
    .refine((pressed) => pressed.view || pressed.response_url, "pressed in a message, which has an address"),
  block_suggestion: z.looseObject({ ...sender, action_id: id, block_id: id, value: z.string(), view: view.nullish() }),
  view_submission: z.looseObject({
    ...sender,
    view: sentView,
    // Where it stands there, Bolt reads its first one.
    response_urls: z.array(z.looseObject({ response_url: z.url(), block_id: text, action_id: text })).optional(),
  }),
  view_closed: z.looseObject({ ...sender, view: closedView, is_cleared: z.boolean().nullish() }),
  shortcut: z.looseObject({ ...sender, callback_id: id, action_ts: text }),
  message_action: z.looseObject({
    ...sender,
    ...answerable,
    callback_id: id,
    action_ts: text,
    channel: withId,
    message,
    message_ts: text,
  }),
  event_callback: z.looseObject({
    event_id: z.string().regex(/^\w+$/).nullish(),
    team_id: slackId.nullish(),
    authorizations: z.array(z.looseObject({ team_id: slackId.nullish() })).nullish(),
    event: z
      .looseObject({
        type: id,
        // `team_join` carries the whole person, and channels come as objects too.
        user: z.union([slackId, withId]).optional(),
        channel: z.union([slackId, withId]).optional(),
        subteam_id: slackId.nullish(),
        added_users: z.array(slackId).nullish(),
        links: z.array(z.looseObject({ url: z.string() })).optional(),
      })
      .refine(({ type, user }) => type !== "app_home_opened" || typeof user === "string", "opened by somebody")
      .refine(
        ({ type, channel, links }) => type !== "link_shared" || (typeof channel === "string" && links),
        "of links",
      ),
  }),
  url_verification: z.looseObject({ challenge: z.string() }),
  // More events happened in a minute than Slack delivers in an hour: it keeps some to itself.
  app_rate_limited: z.looseObject({ team_id: text, minute_rate_limited: z.number().nullish() }),
} as const;

const COMMAND = z.looseObject({
  command: id,
  user_id: slackId,
  channel_id: slackId,
  text,
  team_id: slackId.nullish(),
  trigger_id: text,
  ...answerable,
});

/** Whether it is one of Slack's payloads: of a known `type`, and with what that type has. */
export function isPayload(payload: unknown): payload is Readonly<Record<string, unknown>> {
  if (typeof payload !== "object" || payload === null || !("type" in payload)) return false;
  const { type } = payload;
  if (typeof type !== "string" || !isKnown(type)) return false;
  return SHAPES[type].safeParse(payload).success;
}

const isKnown = (type: string): type is keyof typeof SHAPES => Object.hasOwn(SHAPES, type);

export const isCommand = (form: unknown): boolean => COMMAND.safeParse(form).success;
