import type { ApiMethod } from "./api-method.ts";
import { checkView } from "./check-view.ts";
import { readContent, readThreadTs } from "./conversation-book.ts";
import type { SlackCore } from "./core.ts";
import { FILE_METHODS } from "./file-methods.ts";
import { HISTORY_METHODS } from "./history-methods.ts";
import { isObject, type Json, toObject, toObjects, toText } from "./json.ts";
import { type HeldView, toPayloadView } from "./modals.ts";
import { ELSEWHERE } from "./payloads.ts";
import { announce, refuseMessage, refusePictures } from "./posting.ts";
import { toTimeZoneFields } from "./time-zone.ts";
import { findLinks } from "./unfurls.ts";
import { toUserGroup } from "./user-groups.ts";
import { CREATOR_ID } from "./workspace.ts";

const refuse = (error: string): Json => ({ ok: false, error });

/** The methods that the emulated Slack lacks or does too kindly; every other one is forwarded as it is. */
export const METHODS: Readonly<Record<string, ApiMethod>> = {
  ...FILE_METHODS,
  ...HISTORY_METHODS,

  "api.test": () => ({ ok: true, args: {} }),

  async "auth.test"(core, args, forward) {
    const answer = await forward(args);
    const { team } = core.workspace;
    return answer["ok"] === true ? { ...answer, team_id: team.id, team: team.name } : answer;
  },

  "views.open": (core, args) => openView(core, args, "opened"),
  "views.push": (core, args) => openView(core, args, "pushed"),

  "views.update"(core, args) {
    const viewId = toText(args["view_id"]) || core.modals.findByExternalId(toText(args["external_id"]))?.id || "";
    const held = core.modals.find(viewId);
    const view = toObject(args["view"]);
    const refusal = refuseView(core, "views.update", view, held?.view["type"] === "home" ? "home" : "modal");
    if (refusal !== undefined) return refusal;
    const updated = core.modals.update(viewId, view, toText(args["hash"]) || undefined);
    return "error" in updated ? refuse(updated.error) : showView(core, updated, "updated");
  },

  "views.publish"(core, args) {
    const person = toText(args["user_id"]);
    if (!core.workspace.people.some((one) => one.id === person)) return refuse("user_not_found");
    const view = toObject(args["view"]);
    const refusal = refuseView(core, "views.publish", view, "home");
    if (refusal !== undefined) return refusal;
    const published = core.modals.publish(person, view, toText(args["hash"]) || undefined);
    if ("error" in published) return refuse(published.error);
    core.signals.emit({ type: "home", person });
    return { ok: true, view: toPayloadView(published, owner(core)) };
  },

  async "chat.postMessage"(core, args, forward) {
    const channel = toText(args["channel"]);
    const room = core.book.findRoom(channel) ?? core.book.findRoomByName(channel.replace(/^#/, ""));
    const { bot, people, directMessages } = core.workspace;
    const person = people.find((one) => one.id === channel || directMessages.get(one.id) === channel);
    const leftError = core.left.get(person?.id ?? "");
    if (leftError !== undefined) return refuse(leftError);
    if (person !== undefined && !core.manifest.isMessagesTabOn) return refuse("messages_tab_disabled");
    if (
      room?.kind === "channel" &&
      !room.members.has(bot.userId) &&
      !core.manifest.botScopes.includes("chat:write.public")
    )
      return refuse("not_in_channel");
    const refusal = refuseMessage(core, "chat.postMessage", args);
    if (refusal !== undefined) return refusal;
    const answer = await forward({ ...args, ...(room !== undefined && { channel: room.id }) });
    if (answer["ok"] !== true) return answer;
    const posted = { channel: toText(answer["channel"]), ts: toText(answer["ts"]), user: bot.userId };
    if (person !== undefined) core.book.addDirect(posted.channel, [person.id, bot.userId]);
    const content = readContent(args);
    const text = content.text ?? "";
    const message = core.book.add({ ...content, ...posted, text, threadTs: readThreadTs(args), onlyFor: null });
    announce(core, "posted", message);
    return answer;
  },

  async "chat.postEphemeral"(core, args, forward) {
    const channel = toText(args["channel"]);
    const person = toText(args["user"]);
    const { bot } = core.workspace;
    if (core.book.findRoom(channel) !== undefined && !core.book.isMember(channel, bot.userId))
      return refuse("not_in_channel");
    const refusal = refuseMessage(core, "chat.postEphemeral", args);
    if (refusal !== undefined) return refusal;
    const answer = await forward(args);
    if (answer["ok"] !== true) return answer;
    const content = readContent(args);
    const posted = { channel, ts: toText(answer["message_ts"]), user: bot.userId, text: content.text ?? "" };
    announce(core, "posted", core.book.add({ ...content, ...posted, threadTs: readThreadTs(args), onlyFor: person }));
    return answer;
  },

  async "chat.update"(core, args, forward) {
    const refusal = refuseMessage(core, "chat.update", args);
    if (refusal !== undefined) return refusal;
    const answer = await forward(args);
    if (answer["ok"] !== true) return answer;
    const content = readContent(args);
    const keeps = args["text"] === undefined ? { blocks: content.blocks ?? [] } : content;
    announce(core, "changed", core.book.change(toText(args["channel"]), toText(args["ts"]), keeps));
    return answer;
  },

  async "chat.delete"(core, args, forward) {
    const answer = await forward(args);
    if (answer["ok"] === true) announce(core, "deleted", core.book.remove(toText(args["channel"]), toText(args["ts"])));
    return answer;
  },

  async "chat.getPermalink"(core, args, forward) {
    const answer = await forward(args);
    if (answer["ok"] !== true) return answer;
    const { pathname, search } = new URL(toText(answer["permalink"]));
    return { ...answer, permalink: `https://${core.workspace.team.domain}.slack.com${pathname}${search}` };
  },

  "chat.unfurl"(core, args) {
    const [channel, ts] = [toText(args["channel"]), toText(args["ts"])];
    const message = core.book.find(channel, ts);
    if (message === undefined) return refuse("cannot_unfurl_url");
    const unfurls = toObject(args["unfurls"]);
    const known = findLinks(message.text, core.manifest.unfurlDomains).map(({ url }) => url);
    for (const [url, unfurl] of Object.entries(unfurls)) {
      if (!known.includes(url)) return refuse("cannot_unfurl_url");
      const refusal = refuseMessage(core, "chat.unfurl", toObject(unfurl));
      if (refusal !== undefined) return refusal;
    }
    announce(core, "changed", core.book.attach(channel, ts, unfurls));
    return { ok: true };
  },

  async "conversations.info"(core, args, forward) {
    const answer = await forward(args);
    if (!isObject(answer["channel"])) return answer;
    const isExternal = core.book.isExternal(toText(args["channel"]));
    return { ...answer, channel: { ...answer["channel"], is_ext_shared: isExternal, is_shared: isExternal } };
  },

  async "conversations.open"(core, args, forward) {
    const users = toText(args["users"]).split(",").filter(Boolean);
    const answer = await forward(args);
    const id = toText(toObject(answer["channel"])["id"]);
    if (answer["ok"] === true && users.length === 1) core.book.addDirect(id, [...users, core.workspace.bot.userId]);
    return answer;
  },

  async "users.info"(core, args, forward) {
    if (args["user"] === CREATOR_ID) return refuse("user_not_found");
    const answer = await forward(args);
    return isObject(answer["user"]) ? { ...answer, user: withDetails(core, answer["user"]) } : answer;
  },

  async "users.lookupByEmail"(core, args, forward) {
    const answer = await forward(args);
    if (!isObject(answer["user"])) return answer;
    return core.left.has(toText(answer["user"]["id"]))
      ? refuse("users_not_found")
      : { ...answer, user: withDetails(core, answer["user"]) };
  },

  "usergroups.list": (core, args) => ({
    ok: true,
    usergroups: core.groups.map((group) =>
      toUserGroup(group, core.workspace.team.id, args["include_users"] === true || args["include_users"] === "true"),
    ),
  }),

  async "users.list"(core, args, forward) {
    const answer = await forward(args);
    if (answer["ok"] !== true) return answer;
    const members = toObjects(answer["members"]).filter((user) => user["id"] !== CREATOR_ID);
    return { ...answer, members: members.map((user) => withDetails(core, user)) };
  },
};

function owner(core: SlackCore) {
  const { bot, team } = core.workspace;
  return { teamId: team.id, appId: bot.appId, botId: bot.botId };
}

/** Slack's refusal of a view, recorded as a violation; undefined when it would take it. */
export function refuseView(core: SlackCore, where: string, view: Json, surface: "modal" | "home"): Json | undefined {
  const messages = checkView(view, surface);
  if (messages.length === 0) return refusePictures(core, where, view["blocks"], "/view/blocks");
  core.violations.push({ where, messages });
  return { ok: false, error: "invalid_arguments", response_metadata: { messages } };
}

function openView(core: SlackCore, args: Json, change: "opened" | "pushed"): Json {
  const view = toObject(args["view"]);
  const refusal = refuseView(core, change === "opened" ? "views.open" : "views.push", view, "modal");
  if (refusal !== undefined) return refusal;
  const trigger = core.triggers.take(toText(args["trigger_id"]) || toText(args["interactivity_pointer"]));
  if ("error" in trigger) return refuse(trigger.error);
  const externalId = toText(view["external_id"]);
  if (core.modals.findByExternalId(externalId) !== undefined) return refuse("duplicate_external_id");
  if (change === "pushed" && trigger.viewId === undefined) return refuse("view_not_found");
  const { person, channel } = trigger;
  const openedIn = channel === undefined ? undefined : core.book.conversation(channel, person);
  const held = change === "opened" ? core.modals.open(person, view, openedIn) : core.modals.push(person, view);
  return "error" in held ? refuse(held.error) : showView(core, held, change);
}

/** Tells the person's page of the view, and answers with it. */
export function showView(core: SlackCore, held: HeldView, change: "opened" | "pushed" | "updated"): Json {
  if (held.view["type"] === "home") core.signals.emit({ type: "home", person: held.person });
  else core.signals.emit({ type: "views", person: held.person, change, viewId: held.id });
  return { ok: true, view: toPayloadView(held, owner(core)) };
}

/** What the emulated Slack does not know of a person: time zone, and whether they are still there. */
function withDetails(core: SlackCore, user: Json): Json {
  const person = core.workspace.people.find((one) => one.id === user["id"]);
  const common = { is_owner: false, is_restricted: false, is_ultra_restricted: false, is_app_user: false, updated: 0 };
  if (person === undefined) return { ...user, ...common };
  const standing = core.standings.get(person.id);
  const isStranger = standing === "stranger";
  return {
    ...user,
    ...common,
    team_id: isStranger ? ELSEWHERE.id : core.workspace.team.id,
    is_restricted: standing === "guest",
    ...(isStranger && { is_stranger: true }),
    ...toTimeZoneFields(person.timeZone, core.now()),
    is_admin: person.isAdmin ?? false,
    deleted: core.left.has(person.id),
  };
}
