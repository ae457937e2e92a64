import type { JsonObject } from "./json.ts";
import type { Role } from "./preferences.ts";

/** A message about a task that waits for the end of somebody's quiet hours, or for their daily digest. */
export type HeldNotice = {
  readonly team: string;
  readonly person: string;
  readonly role: Role;
  readonly taskId: string;
  /** Digests gather what is held for one person. */
  readonly isDigest: boolean;
  /** The event that was to be sent. */
  readonly payload: JsonObject;
  readonly dueAt: Date;
};
