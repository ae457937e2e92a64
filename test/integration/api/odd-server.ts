import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: unknown;
};

/** How one request is answered. */
export type Reply = (request: SeenRequest, response: ServerResponse) => void;

/** A loopback Tasks API that answers as the test says: the replies of the queue first, then the fallback. */
export type OddServer = {
  readonly baseUrl: string;
  readonly seen: SeenRequest[];
  /** Forgets what was seen and answers with these, in order; the last one is kept for all that follows. */
  script(...replies: readonly [Reply, ...Reply[]]): void;
  close(): Promise<void>;
};

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

export const json =
  (body: unknown, httpStatus = 200, headers: Readonly<Record<string, string>> = {}): Reply =>
  (_request, response) => {
    response.writeHead(httpStatus, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };

/** A successful answer with these fields beside its status. */
export const ok = (fields: Readonly<Record<string, unknown>> = {}): Reply =>
  json({ status: { code: 10000, description: "Ok", req_id: "req-ok" }, ...fields });

export const refusal = (
  httpStatus: number,
  code: number,
  fields: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Reply =>
  json(
    { status: { code, description: "Refused", details: "Mend it", req_id: "req-1" }, ...fields },
    httpStatus,
    headers,
  );

export const text =
  (body: string, httpStatus: number, type = "text/html"): Reply =>
  (_request, response) => {
    response.writeHead(httpStatus, { "content-type": type }).end(body);
  };

/** Never answers. */
export const silence: Reply = () => undefined;

/** These bytes instead of an answer, and the end of the connection. */
export const raw =
  (bytes: string): Reply =>
  (_request, response) => {
    response.socket?.end(bytes, "latin1");
  };

/** The connection dies before a byte of an answer. */
export const reset: Reply = (_request, response) => {
  response.socket?.resetAndDestroy();
};

/** Promises more than it sends, and dies. */
export const halfBody: Reply = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
  response.write('{"status":{"code":10000},"tasks":[{"id":"t', () => response.socket?.destroy());
};

/** The head and a first piece, then nothing more. */
export const stalledBody: Reply = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"status":');
};

export async function startOddServer(): Promise<OddServer> {
  const seen: SeenRequest[] = [];
  let replies: readonly Reply[] = [silence];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    const url = new URL(request.url ?? "/", "http://odd.test");
    const one: SeenRequest = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization,
      body: body === "" ? undefined : JSON.parse(body),
    };
    const reply = replies[Math.min(seen.length, replies.length - 1)] ?? silence;
    seen.push(one);
    reply(one, response);
  };

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");

  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    seen,
    script: (...next) => {
      seen.length = 0;
      replies = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
