import { toSandboxMessage } from "../slack/conversation-book.ts";
import type { LayerSignal, SlackCore } from "../slack/core.ts";
import { toHomeView, toOpenView } from "../slack/modals.ts";
import type { SandboxEvent } from "../slack/protocol.ts";
import { toSandboxPerson } from "./read-state.ts";

/** What the page of one person is told when something has happened. */
export function toEvents(core: SlackCore, signal: LayerSignal, person: string): readonly SandboxEvent[] {
  switch (signal.type) {
    case "message":
      return [...toMessageEvents(core, signal, person), ...toUnreadEvents(core, core.book.audience(signal.message))];
    case "views": {
      if (signal.person !== person) return [];
      const views = core.modals.stack(person).map(toOpenView);
      return [{ type: "views_changed", change: signal.change, viewId: signal.viewId, views }];
    }
    case "home": {
      const home = core.modals.home(person);
      return signal.person === person && home !== undefined ? [{ type: "home_published", home: toHomeView(home) }] : [];
    }
    case "read": {
      const unread = toUnreadEvents(core, [signal.person]);
      if (signal.person !== person) return unread;
      return [
        { type: "conversation_changed", conversation: core.book.conversation(signal.channel, person) },
        ...unread,
      ];
    }
    default:
      return [];
  }
}

function toMessageEvents(
  core: SlackCore,
  { change, message }: LayerSignal & { type: "message" },
  person: string,
): readonly SandboxEvent[] {
  if (!core.book.audience(message).includes(person)) return [];
  const { channel, ts } = message;
  const conversation = { type: "conversation_changed", conversation: core.book.conversation(channel, person) } as const;
  if (change === "deleted") return [{ type: "message_deleted", channel, ts }, conversation];
  const type = change === "posted" ? "message_posted" : "message_changed";
  return [{ type, message: toSandboxMessage(message) }, conversation];
}

function toUnreadEvents(core: SlackCore, people: readonly string[]): readonly SandboxEvent[] {
  return core.workspace.people
    .filter((member) => people.includes(member.id))
    .map((member) => ({ type: "person_changed", person: toSandboxPerson(core, member) }));
}
