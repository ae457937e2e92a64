import type { ViewStateValue } from "@slack/bolt";

/** `view.state.values` as Slack sends it: by block id, then action id. */
export type ViewState = { readonly [blockId: string]: { readonly [actionId: string]: ViewStateValue } };

/** What a form carries in `private_metadata`: which draft it is. */
export type FormMetadata = { readonly draft: string };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const writeFormMetadata = (metadata: FormMetadata): string => JSON.stringify(metadata);

/** Undefined for anything that this app has not written. */
export function readFormMetadata(text: string): FormMetadata | undefined {
  const draft = parseObject(text)?.["draft"];
  return typeof draft === "string" && UUID.test(draft) ? { draft } : undefined;
}

/** A JSON object, or undefined for any other text, and for one with NUL in it: this app writes none, and no database takes one. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text, withoutNul);
  } catch {
    return undefined;
  }
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

function withoutNul(_key: string, value: unknown): unknown {
  if (typeof value === "string" && value.includes("\0")) throw new SyntaxError("a text with NUL");
  return value;
}
