import { isJsonObject, type JsonObject } from "./json.ts";

/** The message that a task was created from. */
export type MessageSource = {
  readonly channel: string;
  /** The thread in which the message stands, or which it begins. */
  readonly threadTs: string;
  /** Its address; absent when Slack did not give it. */
  readonly permalink?: string;
};

/** Slack's permalinks; nothing else that stands in a task, which others can write too, becomes a link of this app's. */
const PERMALINK = /^https:\/\/[a-z0-9.-]+\.slack(?:-gov)?\.com\/archives\/[A-Z0-9]+\/p\d+(?:\?[\w=&.%-]*)?$/;

const FIELD = "source";

/** The address of the message that a task was created from, as `metadata.labeldesk.source` keeps it. */
export function messageLinkOf(metadata: JsonObject): string | undefined {
  const ours = metadata["labeldesk"];
  const link = isJsonObject(ours) ? ours[FIELD] : undefined;
  return typeof link === "string" && PERMALINK.test(link) ? link : undefined;
}

/** The field of `metadata.labeldesk` that says it. */
export const writeMessageLink = (permalink: string): JsonObject => ({ [FIELD]: permalink });
