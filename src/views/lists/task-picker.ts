import type { KnownBlock } from "@slack/types";
import { nameExactly } from "../../domain/command-line.ts";
import { shownName } from "../../domain/fold-name.ts";
import type { TaskSummary } from "../../domain/lists/task-summary.ts";
import { buildNoticeWithCommands } from "../command-button.ts";
import { LIMITS, truncate } from "../limits.ts";

/** Enough of an id to tell tasks of one name apart. */
const ID_SHOWN = 8;
const NAME_SHOWN = LIMITS.buttonText - ID_SHOWN - 3;

/** Tasks as buttons, at most 25 in a block; pressing one goes on with the command that names it. Names that are there twice carry their ids. */
export function buildTaskPicker(
  text: string,
  tasks: readonly TaskSummary[],
  /** The command with this task in the place of what was meant by several. */
  commandOn: (name: string) => string,
): { text: string; blocks: KnownBlock[] } {
  const shown = tasks.slice(0, 25).map((task) => ({ ...task, name: truncate(shownName(task).trim(), NAME_SHOWN) }));
  const commands = shown.map(({ id, name }) => {
    const isAmbiguous = shown.some((other) => other.id !== id && other.name === name);
    const words = isAmbiguous ? `${name} · ${id.slice(0, ID_SHOWN)}` : name;
    return { line: commandOn(nameExactly(id)), words };
  });
  return buildNoticeWithCommands(text, commands);
}
