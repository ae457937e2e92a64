import type { KnownBlock } from "@slack/types";
import { shownName } from "../../domain/fold-name.ts";
import type { TaskSummary } from "../../domain/lists/task-summary.ts";
import { actions, button, paragraph } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";

const PREFIX = "task_picker:";

/** Each button's id carries the verb and its place: ids within a block have to differ. Its value carries the task, and people. */
export const PICKER = {
  /** What the ids of all its buttons begin with. */
  family: PREFIX,
  verbOf: (actionId: string): string | undefined => actionId.slice(PREFIX.length).split(":")[0],
  readChoice(value: string): { taskId: string; people: readonly string[] } | undefined {
    const [taskId, ...people] = value.split(" ");
    return taskId ? { taskId, people } : undefined;
  },
} as const;

/** Ids have no spaces. More people than a button's value holds are asked for again. */
function writeChoice(taskId: string, people: readonly string[]): string {
  const choice = [taskId, ...people].join(" ");
  return choice.length > LIMITS.buttonValue ? taskId : choice;
}

/** Enough of an id to tell tasks of one name apart. */
const ID_SHOWN = 8;
const NAME_SHOWN = LIMITS.buttonText - ID_SHOWN - 3;

/** Tasks as buttons, at most 25 in a block; pressing one goes on with the verb. Names that are there twice carry their ids. */
export function buildTaskPicker(
  verb: string,
  text: string,
  tasks: readonly TaskSummary[],
  /** Whom the command named beside the task (Slack user ids). */
  people: readonly string[] = [],
): { text: string; blocks: KnownBlock[] } {
  const shown = tasks.slice(0, 25).map((task) => ({ ...task, name: truncate(shownName(task).trim(), NAME_SHOWN) }));
  const buttons = shown.map(({ id, name }, index) => {
    const isAmbiguous = shown.some((other) => other.id !== id && other.name === name);
    const words = isAmbiguous ? `${name} · ${id.slice(0, ID_SHOWN)}` : name;
    return button(`${PREFIX}${verb}:${index}`, words, { value: writeChoice(id, people) });
  });
  const blocks: KnownBlock[] = [paragraph(text)];
  if (buttons.length > 0) blocks.push(actions("task_picker", buttons));
  return { text: escapeText(text), blocks };
}
