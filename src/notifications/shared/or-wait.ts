import type { TaskCard } from "../../domain/cards/task-card.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import { TasksApiError, type TasksApiErrorCode } from "../../domain/tasks-api-error.ts";
import type { LoadCard } from "./ports.ts";

/** Of the other side, of its key or of the way to it, and of no event. What may not be done, and what cannot be read, is the event's own. */
const OUTAGES: readonly TasksApiErrorCode[] = ["unavailable", "timed_out", "throttled", "unauthorized"];

const isOutage = ({ code, isAppMissing }: TasksApiError): boolean => OUTAGES.includes(code) || isAppMissing;

/**
 * What is looked up for an event. While the Tasks API is away it rejects with a `DeliveryError`, so that the event waits as it does for
 * Slack: no attempt is its last one. Every other error is thrown on, and the event given up in the end.
 */
export async function orWait<T>(look: Promise<T>, why: string): Promise<T> {
  try {
    return await look;
  } catch (error) {
    throw judge(error, why);
  }
}

/** The same for a card; undefined for a task that is gone. */
export async function cardOrWait(loading: ReturnType<LoadCard>, why: string): Promise<TaskCard | undefined> {
  const loaded = await loading;
  if (loaded.kind === "unavailable") throw judge(loaded.fault ?? new Error(loaded.reason), why);
  return loaded.kind === "card" ? loaded.card : undefined;
}

function judge(error: unknown, why: string): unknown {
  if (!(error instanceof TasksApiError) || !isOutage(error)) return error;
  return new DeliveryError("unavailable", `${why}: ${error.code}`, undefined, { cause: error });
}
