import { BUILT_IN_COMMANDS } from "../slack/built-in-commands.ts";
import { toSandboxMessage } from "../slack/conversation-book.ts";
import type { SlackCore } from "../slack/core.ts";
import { toHomeView, toOpenView } from "../slack/modals.ts";
import type { MessagesAnswer, SandboxPerson, SandboxState, SimulatedWorker } from "../slack/sandbox-state.ts";
import type { Member } from "../slack/workspace.ts";

export function readState(core: SlackCore, person: string, workers: readonly SimulatedWorker[]): SandboxState {
  const { team, people, bot } = core.workspace;
  const home = core.modals.home(person);
  return {
    me: person,
    team: { id: team.id, name: team.name },
    people: people.map((member) => toSandboxPerson(core, member)),
    conversations: core.book.conversations(person),
    firstConversation: core.workspace.firstChannel,
    bot,
    commands: [
      ...core.manifest.commands.map(({ command, description, usageHint }) => ({ command, description, usageHint })),
      ...BUILT_IN_COMMANDS,
    ],
    shortcuts: core.manifest.shortcuts,
    isMessagesTabReadOnly: core.manifest.isMessagesTabReadOnly,
    home: home === undefined ? null : toHomeView(home),
    views: core.modals.stack(person).map(toOpenView),
    workers,
  };
}

export const toSandboxPerson = (core: SlackCore, member: Member): SandboxPerson => ({
  id: member.id,
  name: member.handle,
  realName: member.realName,
  title: member.title,
  timeZone: member.timeZone,
  isAdmin: member.isAdmin ?? false,
  isActive: !core.left.has(member.id),
  unread: core.book.unreadOf(member.id),
});

export const readMessages = (core: SlackCore, channel: string, person: string): MessagesAnswer => ({
  messages: core.book.list(channel, person).map(toSandboxMessage),
  lastReadTs: core.book.lastReadTs(person, channel),
});
