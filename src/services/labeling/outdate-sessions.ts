import { outdated } from "../../domain/labeling/session.ts";
import type { Task } from "../../domain/task.ts";
import { closedWhy, endSession } from "./fetching.ts";
import type { LabelingStore } from "./ports.ts";

const DELETED = "This task is not there any more: it was deleted.";

/** What this app itself does to a task is known to whoever labels in it at their next press, not only at their next ten inputs. */
export function createSessionOutdating(deps: {
  store: Pick<LabelingStore, "lanesOf" | "recentAnswers" | "changeSession">;
  team: string;
}) {
  const { store, team } = deps;

  return {
    /** The task is now like this: closed, or divided and described otherwise. */
    async changed(task: Pick<Task, "id" | "name" | "status">): Promise<void> {
      const closed = closedWhy(task);
      for (const lane of await store.lanesOf({ team, taskId: task.id }))
        await (closed === undefined ? store.changeSession(lane, outdated) : endSession(store, lane, closed));
    },

    async gone(taskIds: readonly string[]): Promise<void> {
      for (const taskId of taskIds)
        for (const lane of await store.lanesOf({ team, taskId })) await endSession(store, lane, DELETED);
    },
  };
}
