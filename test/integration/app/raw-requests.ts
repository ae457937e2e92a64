import { encodeParcel, type Parcel, sign } from "../../../sandbox/slack/delivery.ts";
import { type Json, parseJson } from "../../../sandbox/slack/json.ts";
import { toPayloadView } from "../../../sandbox/slack/modals.ts";
import { ownerOf, toCommandForm, toEnvelope } from "../../../sandbox/slack/payloads.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace as Started } from "../../support/start-workspace.ts";

/** The app, and the Slack that delivers to it. */
type TestWorkspace = Pick<Started, "appUrl" | "slack">;

export type RawAnswer = { readonly status: number; readonly text: string; readonly json: unknown };

/** Sends these bytes to the app as Slack would, with the time and the signature as told. */
export async function postRaw(
  { appUrl, slack }: TestWorkspace,
  body: string,
  options: {
    readonly contentType?: string;
    /** Seconds from now. */
    readonly timeOffset?: number;
    /** Null: no signature at all. */
    readonly signature?: string | null;
    /** Sent in chunks, so without a length in front. */
    readonly isChunked?: boolean;
  } = {},
): Promise<RawAnswer> {
  const timestamp = Math.floor(Date.now() / 1000) + (options.timeOffset ?? 0);
  const signature = options.signature === undefined ? sign(slack.signingSecret, timestamp, body) : options.signature;
  const response = await fetch(`${appUrl}/slack/events`, {
    method: "POST",
    ...(options.isChunked ? { body: new Blob([body]).stream(), duplex: "half" } : { body }),
    headers: {
      "content-type": options.contentType ?? "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": String(timestamp),
      ...(signature !== null && { "x-slack-signature": signature }),
    },
  });
  const text = await response.text();
  return { status: response.status, text, json: parseJson(text) };
}

export const postInteraction = (workspace: TestWorkspace, payload: Json): Promise<RawAnswer> =>
  post(workspace, { kind: "interaction", payload });

function post(workspace: TestWorkspace, parcel: Parcel): Promise<RawAnswer> {
  const { body, contentType } = encodeParcel(parcel);
  return postRaw(workspace, body, { contentType });
}

/** The form of a slash command by this person, with a trigger and a response address that work. */
export function commandForm({ slack }: TestWorkspace, person: SlackPerson, text: string): Json {
  const { core } = slack;
  const channel = person.channel("labeling");
  return toCommandForm(core, {
    person: person.id,
    channel,
    command: "/task",
    text,
    triggerId: core.triggers.issue(person.id),
    responseUrl: core.responseUrls.issue({ channel, person: person.id, messageTs: null }),
  });
}

export const postCommand = (workspace: TestWorkspace, form: Json): Promise<RawAnswer> =>
  post(workspace, { kind: "command", payload: form });

/** The global shortcut as this person chooses it, with a trigger that works. */
export const shortcutOf = ({ slack: { core } }: TestWorkspace, person: SlackPerson, callbackId: string): Json => ({
  type: "shortcut",
  ...toEnvelope(core, person.id),
  callback_id: callbackId,
  trigger_id: core.triggers.issue(person.id),
  action_ts: "1.1",
});

/** The submission of the person's open modal, with other values than a client would let them enter. */
export function submissionOf(
  { slack: { core } }: TestWorkspace,
  person: SlackPerson,
  change: { readonly values?: Json; readonly view?: Json } = {},
): Json {
  const held = person.view();
  const view = toPayloadView(held, ownerOf(core));
  return {
    type: "view_submission",
    ...toEnvelope(core, person.id),
    trigger_id: core.triggers.issue(person.id, held.id),
    view: { ...view, state: { values: { ...held.values, ...change.values } }, ...change.view },
    response_urls: [],
  };
}

/** A press of a button with these ids, in the person's open modal or, with no modal, in a message. */
export function pressOf({ slack: { core } }: TestWorkspace, person: SlackPerson, action: Json): Json {
  const held = person.currentView();
  const channel = person.channel("labeling");
  const site =
    held === undefined
      ? {
          container: { type: "message", message_ts: "1.1", channel_id: channel, is_ephemeral: true },
          channel: { id: channel, name: "labeling" },
          response_url: core.responseUrls.issue({ channel, person: person.id, messageTs: null }),
        }
      : { container: { type: "view", view_id: held.id }, view: toPayloadView(held, ownerOf(core)) };
  return {
    type: "block_actions",
    ...toEnvelope(core, person.id),
    ...site,
    trigger_id: core.triggers.issue(person.id, held?.id),
    actions: [{ type: "button", block_id: "b", action_ts: "1.1", ...action }],
  };
}

type View = ReturnType<SlackPerson["view"]>;

/** A submission of a window as somebody (else) sends it, signed; gives the ack. */
export async function deliverView(workspace: TestWorkspace, person: SlackPerson, view: View): Promise<unknown> {
  const { core } = workspace.slack;
  const answer = await postInteraction(workspace, {
    type: "view_submission",
    ...toEnvelope(core, person.id, true),
    trigger_id: core.triggers.issue(person.id, view.id),
    view: toPayloadView(view, ownerOf(core)),
    response_urls: [],
  });
  return answer.json;
}
