import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { readArguments } from "../../../sandbox/slack/read-arguments.ts";
import { createSlackClients } from "../../../src/slack/clients.ts";
import { createSlackLogger } from "../../../src/slack/slack-log.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

export type Call = {
  readonly method: string;
  readonly args: ReturnType<typeof readArguments>;
  readonly contentType: string | undefined;
  readonly token: string;
};
export type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown };

/** A Web API that answers as it is told, one method at a time, and the clients that call it. */
export async function startSlackStub() {
  const calls: Call[] = [];
  let answer: (call: Call) => Answer | Promise<Answer> = () => ({ body: { ok: true } });

  const server = createServer(async (request, response) => {
    const call = { ...(await readCall(request)), token: request.headers.authorization ?? "" };
    calls.push(call);
    const { status = 200, headers, body } = await answer(call);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const slackApiUrl = `http://127.0.0.1:${port}/api/`;
  const log = createRecordingLog();

  return {
    calls,
    log,
    clients: createSlackClients({ token: "xoxb-test", slackApiUrl, logger: createSlackLogger(log) }),
    answerWith(next: typeof answer | Answer): void {
      calls.splice(0);
      answer = typeof next === "function" ? next : () => next;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type SlackStub = Awaited<ReturnType<typeof startSlackStub>>;

async function readCall(request: IncomingMessage): Promise<Omit<Call, "token">> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const contentType = request.headers["content-type"];
  return { method: (request.url ?? "").replace("/api/", ""), args: readArguments(contentType, body), contentType };
}
