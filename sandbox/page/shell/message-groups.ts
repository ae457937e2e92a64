import type { SandboxMessage } from "../../slack/sandbox-state.ts";

/** A line of the conversation: a message, or what stands between two. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly when: Date }
  | { readonly kind: "new"; readonly key: string }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly message: SandboxMessage;
      /** Follows a message of the same person within a few minutes: without name and picture. */
      readonly isContinued: boolean;
      readonly replies: readonly SandboxMessage[];
    };

const TOGETHER_S = 300;

/** When a message was posted, by its `ts`. */
export const whenOf = (message: SandboxMessage): Date => new Date(Number(message.ts) * 1000);

/** Puts days, the line "New", and replies under what they answer. */
export function toRows(messages: readonly SandboxMessage[], lastReadTs: string, me: string): readonly Row[] {
  const isReply = (message: SandboxMessage) => message.threadTs !== null && message.threadTs !== message.ts;
  const rows: Row[] = [];
  let before: SandboxMessage | undefined;
  let isNewShown = Number(lastReadTs) === 0;
  for (const message of messages) {
    if (isReply(message)) continue;
    const day = whenOf(message).toDateString();
    if (before === undefined || whenOf(before).toDateString() !== day) {
      rows.push({ kind: "day", key: `day-${day}`, when: whenOf(message) });
      before = undefined;
    }
    if (!isNewShown && Number(message.ts) > Number(lastReadTs) && message.user !== me && !message.ephemeral) {
      rows.push({ kind: "new", key: "new" });
      isNewShown = true;
      before = undefined;
    }
    rows.push({
      kind: "message",
      key: message.ts,
      message,
      isContinued: before !== undefined && isTogether(before, message),
      replies: messages.filter((each) => isReply(each) && each.threadTs === message.ts),
    });
    before = message;
  }
  return rows;
}

const isTogether = (before: SandboxMessage, message: SandboxMessage): boolean =>
  before.user === message.user &&
  !before.ephemeral &&
  !message.ephemeral &&
  Number(message.ts) - Number(before.ts) < TOGETHER_S;
