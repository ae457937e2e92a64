import { DeliveryError } from "../../domain/notifications/delivery-error.ts";

/** A person may be waiting: beyond this, they are told to come back. */
const LONGEST_WAIT_MS = 10_000;
/** Slack's 429, the wait that it asks for, and one more try. */
const ATTEMPTS = 2;
/** When Slack names no time with a 429. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

/** Files in Slack. Both reject with `DeliveryError`; deleting one that is gone is no error. */
export type PictureFiles = {
  upload(file: { readonly name: string; readonly content: Uint8Array }): Promise<string>;
  delete(fileId: string): Promise<void>;
};

/**
 * Uploads, and obeys Slack where it asks to wait: no upload is begun before that time. A wait of up to ten seconds is waited for; a
 * longer one rejects at once, for this upload and every other until it is over.
 */
export function createUploads({ files, now }: { files: Pick<PictureFiles, "upload">; now: () => Date }) {
  let notBefore = 0;

  async function waitInTurn(): Promise<void> {
    const wait = notBefore - now().getTime();
    if (wait > LONGEST_WAIT_MS) throw new DeliveryError("rate_limited", "ratelimited", wait);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }

  return {
    async upload(file: Parameters<PictureFiles["upload"]>[0]): Promise<string> {
      for (let attempt = 1; ; attempt += 1) {
        await waitInTurn();
        try {
          return await files.upload(file);
        } catch (error) {
          if (!(error instanceof DeliveryError) || error.fault !== "rate_limited") throw error;
          notBefore = Math.max(notBefore, now().getTime() + (error.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS));
          if (attempt === ATTEMPTS) throw error;
        }
      }
    },
  };
}
