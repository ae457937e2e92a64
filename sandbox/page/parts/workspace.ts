import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Bot, Conversation, SandboxPerson } from "../../slack/sandbox-state.ts";

/** Who and what a text can refer to, as the person on the page sees it. */
export type Workspace = {
  readonly me: string;
  readonly people: readonly SandboxPerson[];
  readonly conversations: readonly Conversation[];
  readonly bot: Bot;
  readonly timeZone: string;
  /** Opens the conversation with a person or in a channel. */
  openConversation(id: string): void;
};

export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

/** The workspace around; rendering outside of one is a mistake of ours. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === undefined) throw new Error("No workspace around this component.");
  return workspace;
}

/** What people call somebody: their name, the bot's name, or the id of a stranger. */
export function nameOf(workspace: Workspace, userId: string): string {
  if (userId === workspace.bot.userId || userId === workspace.bot.botId) return workspace.bot.name;
  return workspace.people.find((person) => person.id === userId)?.realName ?? userId;
}
