import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import { toDeliveryError } from "./to-delivery-error.ts";

/** A picture has a megabyte or two; what is larger gets more time, as over a slow line. */
const UPLOAD_TIMEOUT_MS = 20_000;
const SLOWEST_BYTES_PER_MS = 500;

/** Slack's words for a file that is not there any more. */
const GONE = ["file_not_found", "file_deleted"];

/** `content` may be the blob of a file on the disk: it is read as it is sent. */
export type SlackFile = { readonly name: string; readonly content: Uint8Array | Blob };

/**
 * Files of the app's own: people see them where a block names them, or in the thread into which they are shared. One attempt each; rejects with
 * `DeliveryError`.
 */
export function createSlackFiles(client: WebClient) {
  return {
    /**
     * Uploads a file in Slack's three steps; resolves with its id. What fails before the last step leaves nothing there. A block may
     * name the file only once Slack has processed it, some 100 ms later; that cannot be asked without the scope `files:read`. With a place it
     * is shared in that thread; the place is asked for when all has been sent.
     */
    async upload(
      { name, content }: SlackFile,
      findPlace?: () => Promise<{ channel: string; ts: string }>,
    ): Promise<string> {
      const blob = content instanceof Blob ? content : new Blob([Uint8Array.from(content)]);
      const { upload_url: address, file_id: id } = await call(() =>
        client.files.getUploadURLExternal({ filename: name, length: blob.size }),
      );
      if (address === undefined || id === undefined) throw new DeliveryError("unavailable", "unreadable_answer");
      await send(address, blob);
      const files: [{ id: string; title: string }] = [{ id, title: name }];
      const place = await findPlace?.();
      const shared = place && { channel_id: place.channel, thread_ts: place.ts };
      await call(() => client.files.completeUploadExternal(shared ? { files, ...shared } : { files }));
      return id;
    },

    /** Deletes a file; one that is gone already is no error. */
    async delete(id: string): Promise<void> {
      try {
        await call(() => client.files.delete({ file: id }));
      } catch (error) {
        if (error instanceof DeliveryError && GONE.includes(error.slackError)) return;
        throw error;
      }
    },
  };
}

async function send(address: string, blob: Blob): Promise<void> {
  const response = await post(address, blob);
  // Not read: whether it was taken is all that it says.
  await response.body?.cancel();
  if (response.ok) return;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  if (response.status !== 429) throw new DeliveryError("unavailable", `upload_http_${response.status}`);
  throw new DeliveryError("rate_limited", "ratelimited", Number.isFinite(seconds) ? seconds * 1_000 : undefined);
}

async function post(address: string, blob: Blob): Promise<Response> {
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: blob,
      redirect: "error",
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS + Math.ceil(blob.size / SLOWEST_BYTES_PER_MS)),
    });
  } catch (cause) {
    throw new DeliveryError("unavailable", "upload_failed", undefined, { cause });
  }
}

async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw toDeliveryError(error);
  }
}
