import type { IncomingMessage, ServerResponse } from "node:http";

/** For the client to read why it was refused, while nothing more is read from it: a connection closed at once loses the answer. */
const LINGER_MS = 1000;

/** Answers at once. If there is more to come, it is not read, and the connection ends. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (request.complete) {
    response.writeHead(status, { "content-length": 0 }).end();
    return;
  }
  request.pause();
  response.writeHead(status, { connection: "close", "content-length": 0 }).flushHeaders();
  const lingering = setTimeout(() => response.end(), LINGER_MS);
  response.once("close", () => clearTimeout(lingering));
}
