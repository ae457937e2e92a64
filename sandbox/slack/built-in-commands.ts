import type { SlackCore } from "./core.ts";
import { linkMentions } from "./mentions.ts";
import { announce, newTs } from "./posting.ts";
import type { CommandInfo } from "./sandbox-state.ts";

/** Slack's own commands about who is in a channel; every other command is the app's. */
export const BUILT_IN_COMMANDS = [
  { command: "/invite", usageHint: "@name", description: "Brings a person or the app into this channel" },
  { command: "/remove", usageHint: "@name", description: "Takes a person or the app out of this channel" },
] as const satisfies readonly CommandInfo[];

type BuiltIn = (typeof BUILT_IN_COMMANDS)[number]["command"];

export const isBuiltIn = (command: string): command is BuiltIn =>
  BUILT_IN_COMMANDS.some((one) => one.command === command);

/** Runs one in the channel; gives what the person is told alone, null where everybody in the channel sees what has happened. */
export function runBuiltIn(
  core: SlackCore,
  { as, channel, command, text }: { as: string; channel: string; command: BuiltIn; text: string },
): string | null {
  const room = core.book.findRoom(channel);
  if (room?.kind !== "channel") return `${command} works in channels only.`;
  const named = [...linkMentions(core, text, "message").matchAll(/<@(U\w+)>/g)].map(([, id]) => id ?? "");
  if (named.length === 0) return `Name somebody who is known here, e.g. ${command} @${core.workspace.bot.name}`;
  const isInvite = command === "/invite";
  const told: string[] = [];
  for (const user of named) {
    if (core.book.isMember(channel, user) === isInvite) {
      told.push(`${nameOf(core, user)} is ${isInvite ? "already" : "not"} in #${room.name}.`);
      continue;
    }
    const text = `was ${isInvite ? "added to" : "removed from"} #${room.name} by ${nameOf(core, as)}`;
    if (isInvite) core.book.join(channel, user);
    // Whoever is taken out still reads of it.
    announce(core, "posted", core.book.add({ channel, user, text, ts: newTs(core), threadTs: null, onlyFor: null }));
    if (!isInvite) core.book.leave(channel, user);
  }
  return told.length === 0 ? null : told.join(" ");
}

function nameOf({ workspace }: SlackCore, user: string): string {
  if (user === workspace.bot.userId) return workspace.bot.name;
  return workspace.people.find(({ id }) => id === user)?.realName ?? user;
}
