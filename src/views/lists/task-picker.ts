import type { KnownBlock } from "@slack/types";
import { nameExactly } from "../../domain/command-line.ts";
import { shownName } from "../../domain/fold-name.ts";
import type { TaskSummary } from "../../domain/lists/task-summary.ts";
import { shortId } from "../../domain/short-id.ts";
import { buildNoticeWithCommands } from "../command-button.ts";
import { LIMITS, truncate } from "../limits.ts";

const NAME_SHOWN = LIMITS.buttonText;

/** Tasks as buttons, at most 25 in a block; pressing one goes on with the command that names it. Names that are there twice carry their ids. */
export function buildTaskPicker(
  text: string,
  tasks: readonly TaskSummary[],
  /** The command with this task in the place of what was meant by several. */
  commandOn: (name: string) => string,
): { text: string; blocks: KnownBlock[] } {
  const shown = tasks.slice(0, 25).map((task) => ({ ...task, name: truncate(shownName(task).trim(), NAME_SHOWN) }));
  const commands = shown.map(({ id, name }) => {
    const namesakes = shown.filter((other) => other.id !== id && other.name === name).map((other) => other.id);
    return {
      line: commandOn(nameExactly(id)),
      words: namesakes.length > 0 ? withId(name, shortId(id, namesakes)) : name,
    };
  });
  return buildNoticeWithCommands(text, commands);
}

/** The id stays whole, whatever the name. */
const withId = (name: string, id: string): string =>
  `${truncate(name, Math.max(1, LIMITS.buttonText - id.length - 3))} · ${id}`;
