import { messageSubject } from "../../domain/assignment.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import type { Lane } from "./ports.ts";

/** Tells that somebody has begun to label a task: their message is edited once. */
export const createBegunTeller =
  (deps: { outbox: { add(events: readonly NewEvent[]): Promise<void> }; wakeNotifications: () => void }) =>
  async ({ team, taskId, person }: Lane): Promise<void> => {
    const subject = messageSubject(team, taskId, { person, role: "worker" });
    const dedupeKey = `begun:${team}:${taskId}:${person}`;
    await deps.outbox.add([newEvent("assignment.begun", { team, taskId, person }, { subject, dedupeKey })]);
    deps.wakeNotifications();
  };
