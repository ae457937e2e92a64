import type { KnownBlock } from "@slack/types";
import type { TaskSummary } from "../domain/task-summary.ts";
import { actions, button, paragraph } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import { escapeText } from "./text.ts";

const PREFIX = "task_picker:";

/** Each button's id carries the verb and its place: ids within a block have to differ. */
export const PICKER = {
  pattern: /^task_picker:/,
  verbOf: (actionId: string): string | undefined => actionId.slice(PREFIX.length).split(":")[0],
} as const;

/** Tasks as buttons, at most 25 in a block; pressing one goes on with the verb. */
export function buildTaskPicker(
  verb: string,
  text: string,
  tasks: readonly TaskSummary[],
): { text: string; blocks: KnownBlock[] } {
  const buttons = tasks
    .slice(0, 25)
    .map((task, index) =>
      button(`${PREFIX}${verb}:${index}`, truncate(task.name || task.id, LIMITS.buttonText), { value: task.id }),
    );
  const blocks: KnownBlock[] = [paragraph(text)];
  if (buttons.length > 0) blocks.push(actions("task_picker", buttons));
  return { text: escapeText(text), blocks };
}
