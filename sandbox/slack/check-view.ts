import { checkBlocks } from "./check-blocks.ts";
import { isObject, type Json, toObjects } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { Problems } from "./problems.ts";

/** What Slack would object to in a view; empty when it would take it. */
export function checkView(view: Json, surface: "modal" | "home"): readonly string[] {
  const problems = new Problems();
  if (view["type"] !== surface) problems.add(`must be ${surface}`, "/view/type");
  if (surface === "modal") checkModal(view, problems);
  if (view["private_metadata"] !== undefined)
    problems.length(view["private_metadata"], { max: LIMITS.view.privateMetadata }, "/view/private_metadata");
  if (view["callback_id"] !== undefined)
    problems.length(view["callback_id"], { max: LIMITS.view.callbackId }, "/view/callback_id");
  if (view["external_id"] !== undefined)
    problems.length(view["external_id"], { max: LIMITS.view.externalId }, "/view/external_id");
  if (Buffer.byteLength(JSON.stringify(view)) > LIMITS.view.size) problems.add("view is too large", "/view");
  return [...problems.list(), ...checkBlocks(view["blocks"], surface, "/view/blocks")];
}

function checkModal(view: Json, problems: Problems): void {
  problems.text(view["title"], "plain_text", { max: LIMITS.view.title }, "/view/title");
  for (const field of ["submit", "close"] as const)
    if (view[field] !== undefined && view[field] !== null)
      problems.text(view[field], "plain_text", { max: LIMITS.view[field] }, `/view/${field}`);
  const hasInput = toObjects(view["blocks"]).some((block) => block["type"] === "input");
  if (hasInput && !isObject(view["submit"])) problems.add("missing required field: submit", "/view");
}

/** What Slack would object to in a message's blocks, attachments and text; empty when it would take it. */
export function checkMessage(args: Json): { readonly error: string; readonly messages: readonly string[] } | undefined {
  const text = args["text"];
  if (typeof text === "string" && text.length > LIMITS.message.text) return { error: "msg_too_long", messages: [] };
  if (Array.isArray(args["attachments"]) && args["attachments"].length > LIMITS.message.attachments)
    return { error: "too_many_attachments", messages: [] };
  if (args["blocks"] === undefined || args["blocks"] === null) return undefined;
  const messages = checkBlocks(args["blocks"], "message", "/blocks");
  return messages.length === 0 ? undefined : { error: "invalid_blocks", messages };
}
