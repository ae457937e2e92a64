import { createServer } from "node:http";
import type { Log } from "../domain/log.ts";

/** A request has no body, and arrives at once. */
const ARRIVES_WITHIN_MS = 5_000;

/** Serves `GET /metrics`, and nothing else, on a port of its own: what Slack and browsers reach has none of it. Resolves when it listens. */
export async function serveMetrics(deps: {
  readonly contentType: string;
  /** What is to be scraped now. */
  readonly read: () => Promise<string>;
  /** On every address of the machine when no host is named. */
  readonly listen: { readonly port: number; readonly host?: string };
  readonly log: Pick<Log, "error">;
}): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const { contentType, read, listen, log } = deps;
  const limits = { headersTimeout: ARRIVES_WITHIN_MS, requestTimeout: ARRIVES_WITHIN_MS };
  const server = createServer(limits, (request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404, { "content-length": 0 }).end();
      return;
    }
    read().then(
      (text) => response.writeHead(200, { "content-type": contentType }).end(text),
      (err: unknown) => {
        log.error({ err }, "the metrics cannot be read");
        response.writeHead(500, { "content-length": 0 }).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(listen, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the metrics are served on no port");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Nobody waits for an answer that matters.
        server.closeAllConnections();
      }),
  };
}
