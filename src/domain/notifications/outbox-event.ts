import type { JsonObject } from "../json.ts";

/** An event of the outbox, as its sender holds it: what it says is not certain before `notifications/` has read it. */
export type OutboxEvent = {
  readonly id: string;
  /** The workspace that it is for. */
  readonly team: string;
  readonly kind: string;
  readonly payload: JsonObject;
  readonly group?: string;
  readonly subject?: string;
  /** How often it was tried before this time. */
  readonly attempts: number;
  /** For which request it was written (request-scope.ts), where it was for one. */
  readonly request?: string;
};

/** Whose an event is for now: with each claim the number is higher, and a lower one counts for nothing any more. */
export type Claim = { readonly id: string; readonly claim: number };

export type ClaimedEvent = OutboxEvent &
  Claim & {
    /** Earlier attempts may have sent it, and have not said so: when the first and the last of them began. */
    readonly doubt?: Doubt;
    readonly slot?: Slot;
  };
/** When a message may leave (milliseconds since 1970): as far as its place is concerned, or its workspace too (pace.ts). */
export type Slot = { readonly at: number; readonly of: "place" | "workspace" };
export type Doubt = { readonly from: Date; readonly to: Date };
