import { checkPictures } from "./check-pictures.ts";
import { checkMessage } from "./check-view.ts";
import { type HeldMessage, readContent, readThreadTs } from "./conversation-book.ts";
import type { LayerSignal, SlackCore } from "./core.ts";
import { type Json, toText } from "./json.ts";
import type { ResponseTarget } from "./response-urls.ts";

/** Slack's refusal of a message, recorded as a violation; undefined when it would take it. */
export function refuseMessage(core: SlackCore, where: string, args: Json): Json | undefined {
  const refusal = checkMessage(args);
  if (refusal === undefined) return refusePictures(core, where, args["blocks"], "/blocks");
  const messages = refusal.messages.length > 0 ? refusal.messages : [refusal.error];
  core.violations.push({ where, messages });
  return {
    ok: false,
    error: refusal.error,
    ...(refusal.messages.length > 0 && { errors: refusal.messages, response_metadata: { messages: refusal.messages } }),
  };
}

/** Slack's refusal of pictures that it cannot show; a violation where waiting would not mend it. */
export function refusePictures(core: SlackCore, where: string, blocks: unknown, pointer: string): Json | undefined {
  const { messages, isOwnFault } = checkPictures(core.files, blocks, pointer);
  if (messages.length === 0) return undefined;
  if (isOwnFault) core.violations.push({ where, messages });
  return { ok: false, error: "invalid_blocks", errors: messages, response_metadata: { messages } };
}

export function announce(
  core: SlackCore,
  change: (LayerSignal & { type: "message" })["change"],
  message: HeldMessage | undefined,
): void {
  if (message !== undefined) core.signals.emit({ type: "message", change, message });
}

/** Writes an answer of the app (an ack's body, a response to a `response_url`) where it belongs. Returns Slack's refusal. */
export async function postResponse(core: SlackCore, target: ResponseTarget, body: Json): Promise<Json | undefined> {
  const refusal = refuseMessage(core, "response_url", body);
  if (refusal !== undefined) return refusal;
  const { channel, person, messageTs } = target;
  if (body["delete_original"] === true && messageTs !== null) {
    announce(core, "deleted", core.book.remove(channel, messageTs));
    return undefined;
  }
  if (body["replace_original"] === true && messageTs !== null) {
    announce(core, "changed", core.book.change(channel, messageTs, readContent(body)));
    return undefined;
  }
  const content = readContent(body);
  if (content.text === "" && content.blocks?.length === 0 && content.attachments?.length === 0)
    return { ok: false, error: "no_text" };
  const message = { ...content, text: content.text ?? "", channel, user: core.workspace.bot.userId };
  if (body["response_type"] !== "in_channel") {
    const ts = newTs(core);
    announce(core, "posted", core.book.add({ ...message, ts, threadTs: readThreadTs(body), onlyFor: person }));
    return undefined;
  }
  const posted = await core.workspace.call("chat.postMessage", { ...body, channel }, core.workspace.internalToken);
  const ts = toText(posted.body["ts"]) || newTs(core);
  announce(core, "posted", core.book.add({ ...message, ts, threadTs: readThreadTs(body), onlyFor: null }));
  return undefined;
}

let serial = 0;

/** A message's time stamp: seconds and a number that makes it unique, as the emulated Slack makes them (which starts at 1). */
export function newTs(core: SlackCore): string {
  serial += 1;
  return `${Math.floor(core.now().getTime() / 1000)}.${String(500_000 + serial)}`;
}
