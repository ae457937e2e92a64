import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SlackCore } from "./core.ts";
import { parseJson, toObject } from "./json.ts";
import { postResponse } from "./posting.ts";
import { type ApiRequest, type ApiResponse, parseApiRequest } from "./web-api.ts";

/** More than any call of an app needs. */
const BODY_LIMIT = 4_000_000;
/** More than any picture in a window needs. */
const UPLOAD_LIMIT = 50_000_000;

/** The HTTP side of the layer, on loopback: `/api/METHOD`, `/response/ID` and `/upload/ID`. */
export async function startLayerServer(
  core: SlackCore,
  answerCall: (request: ApiRequest) => Promise<ApiResponse>,
): Promise<{ readonly server: Server; readonly origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    handle(core, answerCall, request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, { ok: false, error: "fatal_error", message: String(error) });
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { server, origin: `http://127.0.0.1:${port}`, close };
}

async function handle(
  core: SlackCore,
  answerCall: (request: ApiRequest) => Promise<ApiResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://layer");
  const contentType = request.headers["content-type"] ?? "";
  const [, area, name = ""] = url.pathname.split("/");
  if (area === "upload") {
    const isTaken = core.files.take(name, await readBody(request, UPLOAD_LIMIT));
    return isTaken ? send(response, 200, "OK") : send(response, 400, "The file is not what was announced");
  }
  const body = (await readBody(request, BODY_LIMIT)).toString("utf8");
  if (area === "response") {
    const target = core.responseUrls.take(name);
    if ("error" in target) return send(response, 404, { ok: false, error: target.error });
    const refusal = await postResponse(core, target, toObject(parseJson(body)));
    return refusal === undefined ? send(response, 200, "ok") : send(response, 400, refusal);
  }
  if (area !== "api") return send(response, 404, { ok: false, error: "not_found" });
  const isGet = request.method === "GET";
  const args = isGet ? url.searchParams.toString() : body;
  const form = isGet ? "application/x-www-form-urlencoded" : contentType;
  const answer = await answerCall(parseApiRequest(name, form, request.headers.authorization ?? "", args));
  if (answer === "cut") {
    request.socket.destroy();
    return;
  }
  send(response, answer.status, answer.body, answer.headers);
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/html" : "application/json; charset=utf-8", ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

/** Rejects beyond the limit. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const chunk = Buffer.from(part);
    size += chunk.length;
    if (size > limit) throw new Error("The body is too large");
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
