import type { PlacedElement } from "./blocks.ts";
import { type HeldMessage, toPayloadMessage } from "./conversation-book.ts";
import type { SlackCore } from "./core.ts";
import { normalize } from "./field-values.ts";
import { type Json, toObject } from "./json.ts";
import { type HeldView, toPayloadView } from "./modals.ts";
import type { Place } from "./protocol.ts";
import type { FieldValue } from "./sandbox-state.ts";
import { allBlocksOf, unfurlsOf } from "./unfurls.ts";

/** Slack's old verification token: apps must not rely on it, payloads still carry it. */
const VERIFICATION_TOKEN = "sandbox-verification-token";

/** The workspace of those who are in a shared channel and not in ours. */
export const ELSEWHERE = { id: "T0ELSEWHERE", domain: "elsewhere" } as const;

/**
 * What every payload carries: who, where, which app. Somebody of another workspace is told of by their own; what they send from
 * a form carries that as its `team` too (Slack Connect).
 */
export function toEnvelope(core: SlackCore, personId: string, isForm = false): Json {
  const { team: ours, bot, people } = core.workspace;
  const person = people.find(({ id }) => id === personId);
  const handle = person?.handle ?? personId;
  const own = core.standings.get(personId) === "stranger" ? ELSEWHERE : ours;
  const team = isForm ? own : ours;
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: personId, username: handle, name: handle, team_id: own.id },
    api_app_id: bot.appId,
    token: VERIFICATION_TOKEN,
    enterprise: core.organization,
    is_enterprise_install: core.organization !== null,
  };
}

export function toCommandForm(
  core: SlackCore,
  command: { person: string; channel: string; command: string; text: string; responseUrl: string; triggerId: string },
): Json {
  const { team, bot, people } = core.workspace;
  const room = core.book.findRoom(command.channel);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: command.channel,
    channel_name: room?.kind === "channel" ? room.name : "directmessage",
    user_id: command.person,
    user_name: people.find((person) => person.id === command.person)?.handle ?? command.person,
    command: command.command,
    text: command.text,
    api_app_id: bot.appId,
    ...(core.organization && { enterprise_id: core.organization.id }),
    is_enterprise_install: String(core.organization !== null),
    response_url: command.responseUrl,
    trigger_id: command.triggerId,
  };
}

/** Where an element stands, with all that Slack tells about it. */
export type Site =
  | { readonly kind: "view" | "home"; readonly held: HeldView }
  | { readonly kind: "message"; readonly message: HeldMessage };

export function findSite(core: SlackCore, person: string, place: Place): Site | undefined {
  if (place.kind === "message") {
    const message = core.book.find(place.channel, place.ts);
    return message && { kind: "message", message };
  }
  const held = place.kind === "home" ? core.modals.home(person) : core.modals.find(place.viewId);
  return held && held.person === person ? { kind: place.kind, held } : undefined;
}

export const readBlocks = (site: Site): unknown =>
  site.kind === "message" ? allBlocksOf(site.message) : site.held.view["blocks"];
export const readValues = (site: Site) => (site.kind === "message" ? site.message.values : site.held.values);

/** The part of a block_actions or block_suggestion payload that says where it happened. */
export function describeSite(core: SlackCore, site: Site, block?: Json): Json {
  if (site.kind !== "message")
    return { container: { type: "view", view_id: site.held.id }, view: toPayloadView(site.held, ownerOf(core)) };
  const { channel, ts, onlyFor, threadTs } = site.message;
  const room = core.book.findRoom(channel);
  const unfurl = unfurlsOf(site.message).find(({ blocks }) => block !== undefined && blocks.includes(block));
  if (unfurl !== undefined)
    return {
      container: {
        type: "message_attachment",
        message_ts: ts,
        attachment_id: unfurl.id,
        channel_id: channel,
        is_ephemeral: false,
        is_app_unfurl: true,
        app_unfurl_url: unfurl.url,
      },
      channel: { id: channel, name: room?.kind === "channel" ? room.name : "directmessage" },
      app_unfurl: { id: unfurl.id, blocks: unfurl.blocks, app_unfurl_url: unfurl.url, is_app_unfurl: true },
    };
  return {
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: onlyFor !== null,
      ...(threadTs !== null && { thread_ts: threadTs }),
    },
    channel: { id: channel, name: room?.kind === "channel" ? room.name : "directmessage" },
    // Slack leaves the message out where it keeps none: of an ephemeral one only the time stamp arrives.
    ...(onlyFor === null && { message: toPayloadMessage(site.message, core.workspace.bot, core.workspace.team.id) }),
    state: { values: site.message.values },
  };
}

/** The `actions` entry for what a person did with an element. */
export function toAction(placed: PlacedElement, value: FieldValue, actionTs: string): Json {
  const common = { type: placed.type, block_id: placed.blockId, action_id: placed.actionId, action_ts: actionTs };
  const { element } = placed;
  if (placed.type === "button" || placed.type === "icon_button")
    return {
      ...common,
      text: { ...toObject(element["text"]), emoji: true },
      ...(element["value"] !== undefined && { value: element["value"] }),
      ...(element["style"] !== undefined && { style: element["style"] }),
    };
  const { type: _type, ...held } = normalize(value);
  return {
    ...common,
    ...(element["placeholder"] !== undefined && { placeholder: element["placeholder"] }),
    ...held,
  };
}

export function ownerOf(core: SlackCore) {
  const { bot, team } = core.workspace;
  return { teamId: core.organization?.id ?? team.id, appId: bot.appId, botId: bot.botId };
}

/** An Events API envelope. */
export function toEventEnvelope(core: SlackCore, event: Json): Json {
  const { team, bot } = core.workspace;
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: bot.appId,
    event,
    type: "event_callback",
    event_id: `Ev${core.newId()}`,
    event_time: Math.floor(core.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: core.organization?.id ?? null,
        team_id: core.organization ? null : team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: core.organization !== null,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${core.newId()}`,
  };
}
