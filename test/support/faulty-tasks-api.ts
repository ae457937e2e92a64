import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Signals } from "../../sandbox/slack/signals.ts";

/** What goes wrong on the way to the Tasks API. */
export type TasksFault =
  /** Carried out, after that time in milliseconds. */
  | { readonly delayMs: number }
  /** Carried out, once that has come to pass. */
  | { readonly after: Promise<unknown> }
  /** Not carried out: this HTTP status, with this body (JSON of the API's shape when absent). */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Not carried out: no answer ever. */
  | { readonly silent: true }
  /** Carried out, and the answer never comes: the connection breaks. */
  | { readonly lost: true }
  /** Carried out, and only the first half of the answer arrives. */
  | { readonly half: true }
  /** Carried out, and the answer has no body. */
  | { readonly empty: true };

export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
};

/** Picks requests: by HTTP method, by a pattern of the path (with its query), or any. */
export type RequestMatch = { readonly method?: string; readonly path?: RegExp };

export type FaultyTasksApi = {
  readonly baseUrl: string;
  /** Every request so far, those that were answered with a fault included. */
  readonly requests: readonly SeenRequest[];
  /** The next `times` requests that match (default: all from now on) meet the fault. */
  fail(match: RequestMatch, fault: TasksFault, times?: number): void;
  /** Waits until a request that matches has arrived since this call. Rejects after a minute. */
  untilSeen(match: RequestMatch): Promise<SeenRequest>;
  /** Counts from now on how many requests that match are under way at once. */
  watch(match: RequestMatch): { readonly most: number };
  /** Forgets what was planned: requests pass again. Those that wait in silence are broken off. */
  heal(): void;
  close(): Promise<void>;
};

const matches = ({ method, path }: RequestMatch, request: SeenRequest): boolean =>
  (method === undefined || method === request.method) && (path === undefined || path.test(request.path));

type Planned = { readonly match: RequestMatch; readonly fault: TasksFault; left: number };

const HTML = "<!doctype html><html><head><title>502 Bad Gateway</title></head><body>Bad gateway</body></html>";
/** An error page as a proxy before the API writes it. */
export const HTML_ERROR = { status: 502, body: HTML, headers: { "content-type": "text/html" } } as const;
export const THROTTLED = { status: 429, headers: { "retry-after": "1" } } as const;

/** Serves a Tasks API (the local tasks service's `fetch`) on a free loopback port, with faults as planned. */
export async function startFaultyTasksApi(target: {
  fetch(request: Request): Promise<Response>;
}): Promise<FaultyTasksApi> {
  const requests: SeenRequest[] = [];
  const arrivals = new Signals<SeenRequest>();
  const planned: Planned[] = [];
  const waiting = new Set<ServerResponse>();
  const timers = new Set<NodeJS.Timeout>();
  const watched: { readonly match: RequestMatch; now: number; most: number }[] = [];

  const count = (request: SeenRequest, outgoing: ServerResponse): void => {
    for (const each of watched.filter(({ match }) => matches(match, request))) {
      each.now += 1;
      each.most = Math.max(each.most, each.now);
      outgoing.once("close", () => {
        each.now -= 1;
      });
    }
  };

  const take = (request: SeenRequest): TasksFault | undefined => {
    const found = planned.find(({ match, left }) => left > 0 && matches(match, request));
    if (found !== undefined) found.left -= 1;
    return found?.fault;
  };

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/" } = incoming;
    const request = { method, path, headers: incoming.headers, body: await readText(incoming) };
    requests.push(request);
    count(request, outgoing);
    arrivals.emit(request);
    const fault = take(request);
    if (fault !== undefined && "silent" in fault) {
      waiting.add(outgoing);
      return;
    }
    if (fault !== undefined && "status" in fault) {
      const body = fault.body ?? JSON.stringify({ status: { code: 10020, description: "Failure" } });
      outgoing.writeHead(fault.status, { "content-type": "application/json", ...fault.headers }).end(body);
      return;
    }
    if (fault !== undefined && "delayMs" in fault) await wait(fault.delayMs);
    if (fault !== undefined && "after" in fault) await fault.after;
    const answer = await target.fetch(toRequest(request, incoming));
    const body = Buffer.from(await answer.arrayBuffer());
    if (fault !== undefined && "lost" in fault) {
      outgoing.destroy();
      return;
    }
    const headers = { ...Object.fromEntries(answer.headers), "content-length": String(body.length) };
    if (fault !== undefined && "half" in fault) {
      outgoing.writeHead(answer.status, headers);
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
      return;
    }
    if (fault !== undefined && "empty" in fault) outgoing.writeHead(answer.status).end();
    else outgoing.writeHead(answer.status, headers).end(body);
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const heal = (): void => {
    planned.length = 0;
    for (const response of waiting) response.destroy();
    waiting.clear();
  };
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    fail: (match, fault, times = Number.POSITIVE_INFINITY) => {
      planned.push({ match, fault, left: times });
    },
    untilSeen(match) {
      const from = requests.length;
      const look = () => requests.slice(from).find((request) => matches(match, request));
      return arrivals.until(look, 60_000, () => `a request that matches ${match.method ?? ""} ${match.path ?? ""}`);
    },
    watch(match) {
      const counted = { match, now: 0, most: 0 };
      watched.push(counted);
      return counted;
    },
    heal,
    async close() {
      heal();
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function toRequest({ method, path, body }: SeenRequest, incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const name of ["authorization", "content-type"] as const) {
    const value = incoming.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`http://tasks-service.local${path}`, { method, headers, ...(hasBody && { body }) });
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}
