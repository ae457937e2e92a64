import { askSuggestions } from "./ask-suggestions.ts";
import { isBuiltIn, runBuiltIn } from "./built-in-commands.ts";
import { toPayloadMessage } from "./conversation-book.ts";
import type { SlackCore } from "./core.ts";
import { type Courier, isTaken, readAck, toNotice } from "./courier.ts";
import { ImpossibleAction } from "./impossible-action.ts";
import { type Json, toObject, toText } from "./json.ts";
import { isGone, locateElement, typeInto } from "./locate-element.ts";
import { linkMentions } from "./mentions.ts";
import { toPayloadView } from "./modals.ts";
import { describeSite, ownerOf, readValues, toAction, toCommandForm, toEnvelope, toEventEnvelope } from "./payloads.ts";
import { announce, newTs, postResponse } from "./posting.ts";
import type * as Protocol from "./protocol.ts";
import { submitView } from "./submit-view.ts";
import { findLinks } from "./unfurls.ts";

const TAKEN: Protocol.Delivered = { notice: null };

/** What a Slack client does for its person: the one code behind the page and behind the persons of tests. */
export type SlackClient = {
  runCommand(request: Protocol.CommandRequest): Promise<Protocol.Delivered>;
  sendMessage(request: Protocol.MessageRequest): Promise<Protocol.Delivered>;
  act(request: Protocol.BlockActionRequest): Promise<Protocol.Delivered>;
  submit(request: Protocol.ViewSubmissionRequest): Promise<Protocol.ViewSubmissionAnswer>;
  close(request: Protocol.ViewClosingRequest): Promise<Protocol.Delivered>;
  suggest(request: Protocol.SuggestionRequest): Promise<Protocol.SuggestionAnswer>;
  runShortcut(request: Protocol.ShortcutRequest): Promise<Protocol.Delivered>;
  openHome(request: Protocol.HomeOpenedRequest): Promise<Protocol.Delivered>;
  read(request: Protocol.ReadRequest): Protocol.Delivered;
};

export function createSlackClient(core: SlackCore, courier: Courier): SlackClient {
  /** Under a read-only Messages tab there is no box to type into. */
  const refuseReadOnly = (person: string, channel: string): void => {
    const { directMessages, bot } = core.workspace;
    const isApp = channel === bot.userId || channel === directMessages.get(person);
    if (core.manifest.isMessagesTabReadOnly && isApp)
      throw new ImpossibleAction("Sending messages to this app has been turned off");
  };

  const sendPostedEvents = async (person: string, channel: string, ts: string, text: string): Promise<void> => {
    const kind = core.book.findRoom(channel)?.kind;
    const event = { user: person, text, ts, channel, event_ts: ts, team: core.workspace.team.id };
    const subscribed = core.manifest.botEvents;
    if (kind === "direct" && subscribed.includes("message.im"))
      await courier.sendEvent(toEventEnvelope(core, { type: "message", channel_type: "im", ...event }));
    if (kind === "channel" && subscribed.includes("message.channels"))
      await courier.sendEvent(toEventEnvelope(core, { type: "message", channel_type: "channel", ...event }));
    const links = findLinks(text, core.manifest.unfurlDomains);
    if (links.length > 0 && subscribed.includes("link_shared") && core.manifest.botScopes.includes("links:read")) {
      const member = core.book.isMember(channel, core.workspace.bot.userId);
      const shared = { type: "link_shared", user: person, channel, message_ts: ts, links, event_ts: ts };
      const source = { source: "conversations_history", unfurl_id: `${channel}.${ts}`, is_bot_user_member: member };
      await courier.sendEvent(toEventEnvelope(core, { ...shared, ...source }));
    }
    if (text.includes(`<@${core.workspace.bot.userId}>`) && subscribed.includes("app_mention"))
      await courier.sendEvent(toEventEnvelope(core, { type: "app_mention", ...event }));
  };

  return {
    async runCommand({ as, channel, text }) {
      refuseReadOnly(as, channel);
      const [, name = "", rest = ""] = /^(\/\S+)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
      if (isBuiltIn(name)) return { notice: runBuiltIn(core, { as, channel, command: name, text: rest }) };
      const known = core.manifest.commands.find((command) => command.command === name);
      if (known === undefined) return { notice: `${name} is not a valid command.` };
      const responseUrl = core.responseUrls.issue({ channel, person: as, messageTs: null });
      const escaped = known.isEscaped ? linkMentions(core, rest, "command") : rest;
      const form = {
        person: as,
        channel,
        command: name,
        text: escaped,
        responseUrl,
        triggerId: core.triggers.issue(as, undefined, channel),
      };
      const answer = await courier.send({ kind: "command", payload: toCommandForm(core, form) });
      if (!isTaken(answer)) return { notice: toNotice(name, answer) };
      const ack = readAck(answer);
      const body: Json = typeof ack === "string" ? { text: ack } : toObject(ack);
      if (Object.keys(body).length === 0) return TAKEN;
      const refusal = await postResponse(core, { channel, person: as, messageTs: null }, body);
      return refusal === undefined ? TAKEN : { notice: `${name} failed: ${toText(refusal["error"])}` };
    },

    async sendMessage({ as, channel, text, threadTs }) {
      const person = core.workspace.people.find((one) => one.id === as);
      if (person === undefined) throw new ImpossibleAction(`Nobody is ${as}`);
      refuseReadOnly(as, channel);
      const linked = linkMentions(core, text, "message");
      const args = { channel, text: linked, ...(threadTs !== undefined && { thread_ts: threadTs }) };
      const { body } = await core.workspace.call("chat.postMessage", args, person.token);
      if (body["ok"] !== true) return { notice: `Not sent: ${toText(body["error"])}` };
      const [id, ts] = [toText(body["channel"]), toText(body["ts"])];
      core.book.addDirect(id, [as, channel]);
      const message = { channel: id, ts, user: as, text: linked, threadTs: threadTs ?? null, onlyFor: null };
      announce(core, "posted", core.book.add(message));
      await sendPostedEvents(as, id, ts, linked);
      return TAKEN;
    },

    async act(request) {
      if (isGone(core, request)) return TAKEN;
      const { site, placed } = locateElement(core, request);
      const { as: person, value } = request;
      const hasState = readValues(site)[placed.blockId]?.[placed.actionId] !== undefined;
      const touched = hasState ? { [placed.blockId]: { [placed.actionId]: value } } : undefined;
      const current = typeInto(core, site, touched);
      const isView = current.kind === "view";
      const channel = current.kind === "message" ? current.message.channel : undefined;
      const responseUrl =
        current.kind === "message"
          ? core.responseUrls.issue({ channel: current.message.channel, person, messageTs: current.message.ts })
          : undefined;
      const payload = {
        type: "block_actions",
        ...toEnvelope(core, person),
        ...describeSite(core, current, placed.block),
        trigger_id: core.triggers.issue(person, isView ? current.held.id : undefined, channel),
        ...(responseUrl !== undefined && { response_url: responseUrl }),
        actions: [toAction(placed, value, newTs(core))],
      };
      const answer = await courier.send({ kind: "interaction", payload });
      return { notice: toNotice("That", answer) };
    },

    submit: (request) => submitView(core, courier, request),

    suggest: (request) => askSuggestions(core, courier, request),

    async close({ as, viewId, isCleared }) {
      const held = core.modals.find(viewId);
      // The app has closed it meanwhile.
      if (held === undefined || held.person !== as) return TAKEN;
      const closed = isCleared === true ? core.modals.clear(as) : core.modals.close(viewId);
      core.signals.emit({ type: "views", person: as, change: "closed", viewId });
      for (const view of closed) {
        if (view.view["notify_on_close"] !== true) continue;
        const payload = {
          type: "view_closed",
          ...toEnvelope(core, as),
          // Slack does not tell what the fields of a closed view held.
          view: { ...toPayloadView(view, ownerOf(core)), state: { values: {} } },
          is_cleared: isCleared === true,
        };
        await courier.send({ kind: "interaction", payload });
      }
      return TAKEN;
    },

    async runShortcut({ as, callbackId, channel, message }) {
      const envelope = toEnvelope(core, as);
      const common = {
        ...envelope,
        callback_id: callbackId,
        trigger_id: core.triggers.issue(as, undefined, message?.channel ?? channel),
        action_ts: newTs(core),
      };
      if (message === undefined) {
        const answer = await courier.send({ kind: "interaction", payload: { type: "shortcut", ...common } });
        return { notice: toNotice("The shortcut", answer) };
      }
      const held = core.book.find(message.channel, message.ts);
      if (held === undefined) throw new ImpossibleAction("That message is no longer there");
      const room = core.book.findRoom(message.channel);
      const payload = {
        type: "message_action",
        ...common,
        channel: { id: message.channel, name: room?.kind === "channel" ? room.name : "directmessage" },
        message_ts: held.ts,
        message: toPayloadMessage(held, core.workspace.bot, core.workspace.team.id),
        response_url: core.responseUrls.issue({ channel: message.channel, person: as, messageTs: null }),
      };
      return { notice: toNotice("The shortcut", await courier.send({ kind: "interaction", payload })) };
    },

    async openHome({ as, tab }) {
      if (!core.manifest.botEvents.includes("app_home_opened")) return TAKEN;
      const home = core.modals.home(as);
      const event = {
        type: "app_home_opened",
        user: as,
        channel: core.workspace.directMessages.get(as) ?? "",
        tab,
        event_ts: newTs(core),
        ...(tab === "home" && home !== undefined && { view: toPayloadView(home, ownerOf(core)) }),
      };
      return { notice: toNotice("App Home", await courier.sendEvent(toEventEnvelope(core, event))) };
    },

    read({ as, channel }) {
      core.book.read(as, channel);
      core.signals.emit({ type: "read", person: as, channel });
      return TAKEN;
    },
  };
}
