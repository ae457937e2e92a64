import type { KnownBlock } from "@slack/types";
import { withIds } from "./blocks.ts";
import { keepValues, mergeValues } from "./field-values.ts";
import { type Json, toList, toObjects, toText, toTextOrNull } from "./json.ts";
import type { Conversation, FieldValues, SandboxMessage } from "./sandbox-state.ts";
import { attachUnfurls, unfurlsOf } from "./unfurls.ts";
import type { Workspace } from "./workspace.ts";

/** A message as the layer holds it beside the emulated Slack. */
export type HeldMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly unknown[];
  readonly threadTs: string | null;
  readonly isEdited: boolean;
  /** The one person who sees it; null for everybody in the conversation. */
  readonly onlyFor: string | null;
  readonly values: FieldValues;
};

type Room = {
  readonly id: string;
  readonly kind: Conversation["kind"];
  readonly name: string;
  readonly topic: string;
  readonly members: ReadonlySet<string>;
};

export type MessageContent = Partial<Pick<HeldMessage, "text" | "blocks" | "attachments">>;

/** Who talks with whom, what was said, and what each one has read. */
export class ConversationBook {
  readonly #rooms = new Map<string, Room>();
  readonly #messages = new Map<string, HeldMessage[]>();
  readonly #external = new Set<string>();
  readonly #readUpTo = new Map<string, string>();
  readonly #workspace: Workspace;
  readonly #newId: () => string;

  constructor(workspace: Workspace, newId: () => string) {
    this.#workspace = workspace;
    this.#newId = newId;
    for (const { members, ...channel } of workspace.channels)
      this.#rooms.set(channel.id, { ...channel, kind: "channel", members: new Set(members) });
    for (const [person, id] of workspace.directMessages) this.addDirect(id, [person, workspace.bot.userId]);
  }

  /** Learns of a direct conversation. */
  addDirect(id: string, members: readonly string[]): void {
    if (this.#rooms.has(id)) return;
    this.#rooms.set(id, { id, kind: "direct", name: "", topic: "", members: new Set(members) });
  }

  isMember(channel: string, user: string): boolean {
    return this.#rooms.get(channel)?.members.has(user) ?? false;
  }

  join(channel: string, user: string): void {
    this.#changeMembers(channel, (members) => [...members, user]);
  }

  leave(channel: string, user: string): void {
    this.#changeMembers(channel, (members) => members.filter((member) => member !== user));
  }

  /** Connects a channel with another organization. */
  connectOutside(channel: string): void {
    this.#external.add(channel);
  }

  isExternal(channel: string): boolean {
    return this.#external.has(channel);
  }

  findRoom(channel: string): Room | undefined {
    return this.#rooms.get(channel);
  }

  findRoomByName(name: string): Room | undefined {
    return [...this.#rooms.values()].find((room) => room.kind === "channel" && room.name === name);
  }

  /** The people (not the bot) who see the message. */
  audience(message: HeldMessage): readonly string[] {
    const members = this.#rooms.get(message.channel)?.members ?? new Set();
    return this.#workspace.people
      .map((person) => person.id)
      .filter((id) => (message.onlyFor === null ? members.has(id) : message.onlyFor === id));
  }

  add(message: Omit<HeldMessage, "values" | "isEdited" | "blocks" | "attachments"> & MessageContent): HeldMessage {
    const blocks = withIds(message.blocks, () => this.#newId().slice(0, 5));
    const held: HeldMessage = {
      ...message,
      blocks,
      attachments: message.attachments ?? [],
      isEdited: false,
      values: keepValues(blocks, {}),
    };
    this.#messages.set(held.channel, [...(this.#messages.get(held.channel) ?? []), held]);
    return held;
  }

  find(channel: string, ts: string): HeldMessage | undefined {
    return this.#messages.get(channel)?.find((message) => message.ts === ts);
  }

  change(channel: string, ts: string, content: MessageContent): HeldMessage | undefined {
    const before = this.find(channel, ts);
    if (before === undefined) return undefined;
    const blocks =
      content.blocks === undefined ? before.blocks : withIds(content.blocks, () => this.#newId().slice(0, 5));
    return this.#replace({ ...before, ...content, blocks, isEdited: true, values: keepValues(blocks, before.values) });
  }

  /** Attaches an app's blocks under the links of a message; the message does not count as edited. */
  attach(channel: string, ts: string, unfurls: Json): HeldMessage | undefined {
    const before = this.find(channel, ts);
    if (before === undefined) return undefined;
    return this.#replace({
      ...before,
      attachments: attachUnfurls(before, unfurls, () => this.#newId().slice(0, 5)),
    });
  }

  /** Takes over what the person chose in a message's fields. */
  type(channel: string, ts: string, touched: FieldValues | undefined): HeldMessage | undefined {
    const before = this.find(channel, ts);
    return before && this.#replace({ ...before, values: mergeValues(before.values, touched) });
  }

  remove(channel: string, ts: string): HeldMessage | undefined {
    const before = this.find(channel, ts);
    const left = (this.#messages.get(channel) ?? []).filter((message) => message.ts !== ts);
    this.#messages.set(channel, left);
    return before;
  }

  /** What the person sees in the conversation, oldest first. */
  list(channel: string, person: string): readonly HeldMessage[] {
    return (this.#messages.get(channel) ?? []).filter(
      (message) => message.onlyFor === null || message.onlyFor === person,
    );
  }

  /** Everything that the person sees, over all conversations. */
  listAll(person: string): readonly HeldMessage[] {
    return [...this.#rooms.values()]
      .filter((room) => room.members.has(person))
      .flatMap((room) => this.list(room.id, person));
  }

  read(person: string, channel: string): void {
    const last = this.list(channel, person).at(-1);
    if (last !== undefined) this.#readUpTo.set(`${person} ${channel}`, last.ts);
  }

  lastReadTs(person: string, channel: string): string {
    return this.#readUpTo.get(`${person} ${channel}`) ?? "0";
  }

  conversations(person: string): readonly Conversation[] {
    const rooms = [...this.#rooms.values()].filter((room) => room.members.has(person));
    const channels = rooms.filter((room) => room.kind === "channel");
    const direct = rooms.filter((room) => room.kind === "direct");
    const newest = (room: Room) => this.list(room.id, person).at(-1)?.ts ?? "0";
    direct.sort((a, b) => newest(b).localeCompare(newest(a)));
    return [...channels, ...direct].map((room) => this.conversation(room.id, person));
  }

  conversation(channel: string, person: string): Conversation {
    const room = this.#rooms.get(channel);
    const isDirect = room?.kind === "direct";
    const other = isDirect ? ([...room.members].find((member) => member !== person) ?? person) : null;
    const read = this.lastReadTs(person, channel);
    const unread = this.list(channel, person).filter((message) => message.user !== person && message.ts > read);
    const mentions = isDirect ? unread : unread.filter((message) => JSON.stringify(message).includes(`<@${person}`));
    return {
      id: channel,
      kind: room?.kind ?? "channel",
      name: other === null ? (room?.name ?? channel) : this.#nameOf(other),
      with: other,
      topic: room?.topic ?? "",
      isExternal: this.isExternal(channel),
      unread: unread.length,
      mentions: mentions.length,
    };
  }

  unreadOf(person: string): number {
    let sum = 0;
    for (const { mentions } of this.conversations(person)) sum += mentions;
    return sum;
  }

  #changeMembers(channel: string, change: (members: readonly string[]) => readonly string[]): void {
    const room = this.#rooms.get(channel);
    if (room !== undefined) this.#rooms.set(channel, { ...room, members: new Set(change([...room.members])) });
  }

  #nameOf(user: string): string {
    if (user === this.#workspace.bot.userId) return this.#workspace.bot.name;
    return this.#workspace.people.find((person) => person.id === user)?.realName ?? user;
  }

  #replace(message: HeldMessage): HeldMessage {
    const list = (this.#messages.get(message.channel) ?? []).map((one) => (one.ts === message.ts ? message : one));
    this.#messages.set(message.channel, list);
    return message;
  }
}

/** The content of a Web API call's arguments or of a response to a `response_url`. */
export function readContent(args: Json): MessageContent {
  return {
    text: toText(args["text"]),
    blocks: toObjects(args["blocks"]),
    attachments: toList(args["attachments"]),
  };
}

export const readThreadTs = (args: Json): string | null => toTextOrNull(args["thread_ts"]);

/** The blocks were checked against Slack's rules when the app sent them: that makes the cast true. */
export const toSandboxMessage = (message: HeldMessage): SandboxMessage => ({
  channel: message.channel,
  ts: message.ts,
  user: message.user,
  text: message.text,
  blocks: message.blocks as unknown as readonly KnownBlock[],
  unfurls: unfurlsOf(message).map(({ url, blocks }) => ({
    url,
    blocks: blocks as unknown as readonly KnownBlock[],
  })),
  edited: message.isEdited,
  ephemeral: message.onlyFor !== null,
  threadTs: message.threadTs,
});

/** A message as Slack writes it into payloads. */
export const toPayloadMessage = (message: HeldMessage, bot: Workspace["bot"], teamId: string): Json => ({
  type: "message",
  user: message.user,
  ...(message.user === bot.userId && { bot_id: bot.botId, app_id: bot.appId }),
  ts: message.ts,
  text: message.text,
  team: teamId,
  ...(message.blocks.length > 0 && { blocks: message.blocks }),
  ...(message.threadTs !== null && { thread_ts: message.threadTs }),
  ...(message.isEdited && { edited: { user: message.user, ts: message.ts } }),
});
