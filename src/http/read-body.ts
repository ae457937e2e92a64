import type { IncomingMessage } from "node:http";

/** A request's body; `too_large` as soon as it is over the limit, `busy` when all that are being read together are. */
export type BodyReader = (request: IncomingMessage) => Promise<Buffer | "too_large" | "busy">;

/**
 * Reads bodies, each up to `maxBytes`, all that are under way at once up to `maxHeldBytes`. What is over a limit is not read on: the
 * stream stays where it is, for the caller to answer and close. Rejects when the client goes away before the end.
 */
export function createBodyReader({ maxBytes, maxHeldBytes }: { maxBytes: number; maxHeldBytes: number }): BodyReader {
  let held = 0;

  return async (request) => {
    if (Number(request.headers["content-length"]) > maxBytes) return "too_large";
    const chunks: Buffer[] = [];
    let size = 0;
    // By events: the iterator of a stream takes as long as all the rest of an ack.
    const outcome = await new Promise<"whole" | "too_large" | "busy">((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        size += chunk.byteLength;
        held += chunk.byteLength;
        chunks.push(chunk);
        if (size <= maxBytes && held <= maxHeldBytes) return;
        request.off("data", take).pause();
        resolve(size > maxBytes ? "too_large" : "busy");
      };
      request
        .on("data", take)
        .once("end", () => resolve("whole"))
        .once("error", reject);
    }).finally(() => {
      held -= size;
    });
    return outcome === "whole" ? Buffer.concat(chunks, size) : outcome;
  };
}

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
