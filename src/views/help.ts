import type { KnownBlock } from "@slack/types";
import { paragraph, smallPrint } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import { escapeText } from "./text.ts";

type Verb = { readonly name: string; readonly usage: string; readonly help: string };

/** What can stand behind `/task`; the help, the suggestions and the handlers read this one list. */
export const VERBS = [
  { name: "create", usage: "/task create", help: "Create a labeling task and tell everybody on it." },
  { name: "link", usage: "/task link", help: "Say who somebody in Slack is on the labeling side." },
  { name: "help", usage: "/task help", help: "Show this list." },
] as const satisfies readonly Verb[];

export type VerbName = (typeof VERBS)[number]["name"];

/** All commands, a line each. */
export function buildHelp(): { text: string; blocks: KnownBlock[] } {
  const lines = VERBS.map((verb) => `${verb.usage}  —  ${verb.help}`);
  return {
    text: lines.map(escapeText).join("\n"),
    blocks: [paragraph(lines.join("\n")), smallPrint("Labeldesk delegates data labeling from Slack.")],
  };
}

/** For what is not a command: what was typed, the nearest command, and the help. */
export function buildUnknownCommand(typed: string, nearest: string): { text: string; blocks: KnownBlock[] } {
  const help = buildHelp();
  const line = `There is no command “${truncate(typed, 100)}”. Did you mean /task ${nearest}?`;
  return {
    text: truncate(`${escapeText(line)}\n${help.text}`, LIMITS.sectionText),
    blocks: [paragraph(line), ...help.blocks],
  };
}
