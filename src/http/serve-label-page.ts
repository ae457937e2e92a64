import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Log } from "../domain/log.ts";
import { createBodyReader, hasBody } from "./read-body.ts";
import { refuse } from "./refuse.ts";

/** Two thousand polygons of fifty corners. */
const MAX_BODY_BYTES = 4_000_000;
/** Of all requests together, so that many at once do not fill the memory either. */
const MAX_HELD_BYTES = 64_000_000;

/** What answers requests below one path. */
export type Page = { readonly fetch: (request: Request) => Promise<Response> };

/** Sends what is asked below `/label/` to the page, within limits of its own, and everything else where it went before. */
export function serveLabelPage(listener: RequestListener, { page, log }: { page: Page; log: Log }): RequestListener {
  const readBody = createBodyReader({ maxBytes: MAX_BODY_BYTES, maxHeldBytes: MAX_HELD_BYTES });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "" } = request;
    if (method !== "POST" && (method !== "GET" || hasBody(request))) return refuse(request, response, 404);
    const body = method === "POST" ? await readBody(request) : undefined;
    if (body === "too_large") return refuse(request, response, 413);
    if (body === "busy") return refuse(request, response, 503);
    const answered = await page.fetch(
      new Request(new URL(url, "http://localhost"), {
        method,
        headers: headersOf(request),
        ...(body && { body: new Uint8Array(body) }),
      }),
    );
    const bytes = Buffer.from(await answered.arrayBuffer());
    response.writeHead(answered.status, {
      ...Object.fromEntries(answered.headers),
      "content-length": bytes.byteLength,
    });
    response.end(bytes);
  }

  return (request, response) => {
    if (!request.url?.startsWith("/label/")) return listener(request, response);
    answer(request, response).catch((err: unknown) => {
      // Most often a client that went away before it had sent everything.
      log.warn({ err }, "a request for the labeling page could not be read");
      response.destroy();
    });
  };
}

/** Those that the page reads. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name of ["accept-encoding", "content-type", "cookie", "origin", "sec-fetch-site"]) {
    const value = headers[name];
    if (typeof value === "string") read[name] = value;
  }
  return read;
}
