import type { Button, KnownBlock } from "@slack/types";
import { printCommand } from "../domain/command-line.ts";
import { actions, button, paragraph } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeText } from "./text.ts";

/** Buttons that stand for a command: their value is what would be typed behind `/task`, as Slack escapes it. */
export const COMMAND = { family: "command:" } as const;

/** A command, and what its button is called where that is not the command itself. */
export type Command = { readonly line: string; readonly words?: string };

/** Commands as buttons. Those that are longer than a button carries are left out. */
const commandButtons = (commands: readonly Command[]): Button[] =>
  commands
    .filter(({ line }) => line.length <= LIMITS.buttonValue)
    // Ids within a block have to differ.
    .map((command, index) => commandButton(command, index));

/** A command as a button. `index`: of several in one block. */
export const commandButton = ({ line, words = `/task ${printCommand(line)}` }: Command, index = 0): Button =>
  button(`${COMMAND.family}${index}`, words, { value: line });

/** A sentence or two, to the letter, and the commands that are a way on. */
export function buildNoticeWithCommands(
  text: string,
  commands: readonly Command[],
): { text: string; blocks: KnownBlock[] } {
  const buttons = commandButtons(commands);
  const blocks: KnownBlock[] = [paragraph(text)];
  if (buttons.length > 0) blocks.push(actions("commands", buttons));
  return { text: escapeText(text), blocks };
}
