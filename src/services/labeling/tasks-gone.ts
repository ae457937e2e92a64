import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import type { UploadedPictureStore } from "./ports.ts";

/** Tells that tasks are gone, so that the files which show their inputs are deleted from Slack. */
export type TasksGone = (taskIds: readonly string[]) => Promise<void>;

/** Writes one event for each of the tasks that has files: they are deleted a few at a time, and once Slack takes it. */
export const createTasksGone =
  (deps: {
    kept: Pick<UploadedPictureStore, "tasksAmong">;
    outbox: { add(events: readonly NewEvent[]): Promise<void> };
    team: string;
  }): TasksGone =>
  async (taskIds) => {
    const { kept, outbox, team } = deps;
    const concerned = await kept.tasksAmong(team, taskIds);
    if (concerned.length > 0)
      await outbox.add(concerned.map((taskId) => newEvent("pictures.forget", { team, taskId })));
  };
