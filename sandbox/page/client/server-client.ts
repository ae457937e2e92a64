import type { Refusal, Routes, SandboxEvent } from "../../slack/protocol.ts";
import type { MessagesAnswer, SandboxState } from "../../slack/sandbox-state.ts";

type PostRoute = Extract<keyof Routes, `POST ${string}`>;
type Request<R extends PostRoute> = Routes[R][0];
type Answer<R extends PostRoute> = Routes[R][1];

/** The sandbox's server, as the person `as` sees it. */
export type ServerClient = {
  readonly as: string;
  post<R extends PostRoute>(route: R, body: Omit<Request<R>, "as">): Promise<Answer<R>>;
  getMessages(conversation: string): Promise<MessagesAnswer>;
  /** Calls back for each event until it is closed; the browser reconnects by itself. */
  listen(onEvent: (event: SandboxEvent) => void, onBreak: () => void): () => void;
};

export class ServerError extends Error {
  override readonly name = "ServerError";
  /** HTTP status; undefined when the server did not answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Without `as`, the state of whom the server names first. Rejects with `ServerError`. */
export const getState = (as: string | undefined): Promise<SandboxState> =>
  call<SandboxState>(as === undefined ? "state" : `state?as=${encodeURIComponent(as)}`);

export function createServerClient(as: string): ServerClient {
  const who = encodeURIComponent(as);
  return {
    as,
    post: (route, body) =>
      call(route.slice("POST ".length), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...body, as }),
      }),
    getMessages: (conversation) => call(`conversations/${encodeURIComponent(conversation)}/messages?as=${who}`),
    listen(onEvent, onBreak) {
      const source = new EventSource(`/_sandbox/events?as=${who}`);
      source.onmessage = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) satisfies SandboxEvent);
      source.onerror = onBreak;
      return () => source.close();
    },
  };
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(`/_sandbox/${path}`, init).catch((cause: unknown) => {
    throw new ServerError("The sandbox does not answer. Is it still running?", undefined, { cause });
  });
  if (answer.ok) return answer.json();
  const refusal: Partial<Refusal> = await answer.json().catch(() => ({}));
  throw new ServerError(refusal.error ?? `The sandbox answered ${answer.status}.`, answer.status);
}
