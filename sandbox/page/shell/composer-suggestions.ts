import type { CommandInfo, SandboxPerson } from "../../slack/sandbox-state.ts";

/** What the box offers for what was typed; choosing it replaces the text from `from` on. */
export type ComposerSuggestion = {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly description: string;
  readonly userId?: string;
  readonly from: number;
  readonly replacement: string;
};

/** Slash commands at the beginning, people after an @. */
export function suggest(
  text: string,
  commands: readonly CommandInfo[],
  people: readonly SandboxPerson[],
): readonly ComposerSuggestion[] {
  if (/^\/\S*$/.test(text)) {
    return commands
      .filter((each) => each.command.startsWith(text.toLowerCase()))
      .map(({ command, usageHint, description }) => ({
        key: command,
        title: command,
        detail: usageHint,
        description,
        from: 0,
        replacement: `${command} `,
      }));
  }
  const mention = /(?:^|\s)@([\w.-]*)$/.exec(text);
  if (mention === null) return [];
  const typed = (mention[1] ?? "").toLowerCase();
  return people
    .filter((person) => person.isActive && `${person.name} ${person.realName}`.toLowerCase().includes(typed))
    .map((person) => ({
      key: person.id,
      title: person.realName,
      detail: `@${person.name}`,
      description: person.title,
      userId: person.id,
      from: text.length - typed.length - 1,
      replacement: `@${person.name} `,
    }));
}
