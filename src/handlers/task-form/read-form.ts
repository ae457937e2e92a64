import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import { longKeysIn } from "../../views/option-value.ts";
import { readTaskForm } from "../../views/task-form/read.ts";
import type { ViewState } from "../../views/view-state.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** The fields of a task form as Slack has sent them, with what the keys in its options stand for. */
export async function readForm(
  { longValues }: { longValues: Pick<UseCases["longValues"], "find"> },
  team: string,
  state: ViewState,
  earlier: TaskFormValues,
): Promise<TaskFormValues> {
  return readTaskForm(state, earlier, await longValues.find(team, longKeysIn(state)));
}
