/**
 * Slack's published limits, as its servers enforce them: docs.slack.dev/reference/block-kit (blocks, block-elements, composition-objects),
 * docs.slack.dev/reference/views and docs.slack.dev/reference/methods. Kept apart from the app's own table on purpose: a table that both
 * sides share would agree with its own mistakes. Texts are counted in characters (UTF-16 units, as Slack's servers count them).
 */
export const LIMITS = {
  view: {
    blocks: 100,
    title: 24,
    submit: 24,
    close: 24,
    privateMetadata: 3000,
    callbackId: 255,
    externalId: 255,
    /** A root and two pushed views. */
    stack: 3,
    /** The view as JSON, in bytes. */
    size: 250_000,
  },
  message: { blocks: 50, text: 40_000, attachments: 100, markdown: 12_000 },
  id: 255,
  section: { text: 3000, fields: 10, field: 2000 },
  header: 150,
  context: { elements: 10 },
  actions: { elements: 25 },
  contextActions: { elements: 5 },
  input: { label: 2000, hint: 2000 },
  image: { altText: 2000, title: 2000, url: 3000 },
  video: { altText: 2000, title: 200, description: 200, author: 50 },
  button: { text: 75, value: 2000, url: 3000, accessibilityLabel: 75 },
  option: { text: 75, value: 150, description: 75, url: 3000 },
  optionGroup: { label: 75 },
  select: { options: 100, groups: 100 },
  overflow: { options: 5 },
  choices: { options: 10 },
  placeholder: 150,
  plainTextInput: { maxLength: 3000 },
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  table: { rows: 100, columns: 20, perMessage: 1 },
  dataTable: { rowsMin: 2, rowsMax: 101, columns: 20 },
  dataVisualization: { title: 50, parts: 6, perMessage: 2 },
  carousel: { cards: 10 },
  /** An upload (docs.slack.dev/reference/methods/files.getUploadURLExternal), and what a block shows of it: PNG, JPEG, GIF by their first bytes. */
  file: {
    bytes: 1_000_000_000,
    pictures: [
      { type: "image/png", signature: [0x89, 0x50, 0x4e, 0x47] },
      { type: "image/jpeg", signature: [0xff, 0xd8, 0xff] },
      { type: "image/gif", signature: [0x47, 0x49, 0x46, 0x38] },
    ],
  },
  /** Messages a page of conversations.history and conversations.replies (docs.slack.dev/reference/methods/conversations.history). */
  history: { usual: 100, messages: 999 },
  /** A trigger id opens one view, within that many milliseconds (docs.slack.dev/interactivity/handling-user-interaction). */
  triggerMs: 3000,
  /** An ack has to arrive within that many milliseconds. */
  ackMs: 3000,
  responseUrl: { uses: 5, ms: 30 * 60 * 1000 },
  /** Retries of an event that was not taken: at once, after a minute, after five (docs.slack.dev/apis/events-api). */
  eventRetryMs: [0, 60_000, 300_000],
} as const;

export type Surface = "modal" | "home" | "message";

const EVERYWHERE = ["modal", "home", "message"] as const;

/** Which surface takes which block. */
export const SURFACES_BY_BLOCK: Readonly<Record<string, readonly Surface[]>> = {
  actions: EVERYWHERE,
  alert: ["modal"],
  card: ["message", "home"],
  carousel: ["message", "home"],
  container: ["message"],
  context: EVERYWHERE,
  context_actions: ["message"],
  data_table: ["message"],
  data_visualization: ["message"],
  divider: EVERYWHERE,
  file: ["message"],
  header: EVERYWHERE,
  image: EVERYWHERE,
  input: EVERYWHERE,
  markdown: ["message"],
  plan: ["message"],
  rich_text: EVERYWHERE,
  section: EVERYWHERE,
  table: ["message"],
  task_card: ["message"],
  video: EVERYWHERE,
};

const SELECTS = [
  "static_select",
  "external_select",
  "users_select",
  "conversations_select",
  "channels_select",
] as const;
const MULTI_SELECTS = SELECTS.map((type) => `multi_${type}`);
const CHOICES = ["checkboxes", "radio_buttons", "datepicker", "timepicker"] as const;

/** Which block takes which elements. */
export const ELEMENTS_BY_BLOCK = {
  section: ["button", "image", "overflow", "workflow_button", ...CHOICES, ...SELECTS, ...MULTI_SELECTS],
  actions: ["button", "overflow", "workflow_button", "datetimepicker", ...CHOICES, ...SELECTS, ...MULTI_SELECTS],
  input: [
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    ...CHOICES,
    ...SELECTS,
    ...MULTI_SELECTS,
  ],
  context: ["image", "plain_text", "mrkdwn"],
  contextActions: ["feedback_buttons", "icon_button"],
} as const satisfies Record<string, readonly string[]>;
