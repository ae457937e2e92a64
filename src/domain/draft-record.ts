import type { JsonObject } from "./json.ts";

/** A form that is open (or was closed unsent) in Slack: what Slack has sent us of it. Kept for a day after the last change. */
export type Draft = {
  readonly id: string;
  readonly team: string;
  readonly person: string;
  /** The form's raw values and what was looked up for it. */
  readonly content: JsonObject;
};
