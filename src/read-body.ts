import type { IncomingMessage } from "node:http";

/** A request's body; `too_large` as soon as it is over the limit, `busy` when all that are being read together are. */
export type BodyReader = (request: IncomingMessage) => Promise<Buffer | "too_large" | "busy">;

/**
 * Reads bodies, each up to `maxBytes`, all that are under way at once up to `maxHeldBytes`. What is over a limit is not read on: the
 * stream stays where it is, for the caller to answer and close. Throws when the client goes away before the end.
 */
export function createBodyReader({ maxBytes, maxHeldBytes }: { maxBytes: number; maxHeldBytes: number }): BodyReader {
  let held = 0;
  return async (request) => {
    if (Number(request.headers["content-length"]) > maxBytes) return "too_large";
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      // The iterator of a stream would destroy it, and with it the connection that still has to carry the answer.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        size += chunk.byteLength;
        held += chunk.byteLength;
        if (size > maxBytes) return "too_large";
        if (held > maxHeldBytes) return "busy";
        chunks.push(chunk);
      }
      return Buffer.concat(chunks, size);
    } finally {
      held -= size;
    }
  };
}
