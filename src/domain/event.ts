import type { JsonObject } from "./json.ts";

/** An event to be written in the transaction of what caused it. */
export type NewEvent = {
  readonly kind: string;
  readonly payload: JsonObject;
  /** Events with the same group are reported together once all of them are done or dead. */
  readonly group?: string;
  /** A second event with the same key is silently left out. */
  readonly dedupeKey?: string;
  /** What it is about: of the events about one subject each waits until those before it are done or dead. */
  readonly subject?: string;
  /** Not before this time; at once when absent. */
  readonly dueAt?: Date;
};

/** An event of the outbox, as its sender holds it. */
export type OutboxEvent = {
  readonly id: string;
  readonly kind: string;
  readonly payload: JsonObject;
  readonly group?: string;
  readonly subject?: string;
  /** How often it was tried before this time. */
  readonly attempts: number;
};
