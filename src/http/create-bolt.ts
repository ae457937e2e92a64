import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { SocketModeReceiver } from "@slack/bolt";
import type { AwaitedAcks } from "../domain/awaited-acks.ts";
import type { Log } from "../domain/log.ts";
import type { DeliveryBody } from "../domain/notifications/delivery-sender.ts";
import { newRequestId, type RequestScope } from "../domain/request-scope.ts";
import type { Watch } from "../domain/watch.ts";
import { createSlackFetch } from "../slack/slack-fetch.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import { BoundedApp } from "./bounded-app.ts";
import { createHealthRoutes, type Hold } from "./health-routes.ts";
import { createHttpReceiver } from "./http-receiver.ts";
import { hasBody } from "./read-body.ts";
import { refuse } from "./refuse.ts";
import { type Page, serveLabelPage } from "./serve-label-page.ts";
import { type ArrivalTimes, serverLimits } from "./server-limits.ts";

/** Where Slack posts to. */
const ENDPOINT = "/slack/events";
/** Acks are due within 3 s: who has not sent or taken theirs by then holds no stop up. */
const CUT_OFF_MS = 3_000;
/** Interactive calls: a person waits, and a trigger lives three seconds. */
const INTERACTIVE_MS = 2500;

/** How deliveries arrive: by signed HTTP, or over a WebSocket that the app opens itself. */
export type SlackAccess = { readonly apiUrl: string } & (
  | { readonly mode: "http"; readonly signingSecret: string }
  | { readonly mode: "socket"; readonly appToken: string }
);

/** As whom the app answers a delivery. */
export type Authorization = {
  readonly teamId?: string;
  readonly botToken?: string;
  readonly botId?: string;
  readonly botUserId?: string;
};

/** Bolt, over signed HTTP or Socket Mode. */
export function createBolt(deps: {
  slack: SlackAccess;
  /** Whose app is meant; who may use it is asked at the gate (handlers/delivery/gate.ts). Rejects where it concerns nobody here. */
  authorize: (body: DeliveryBody) => Promise<Authorization>;
  log: Log;
  acks: AwaitedAcks;
  requestScope: RequestScope;
  watch: Watch;
  /** A new UUID. */
  newId: () => string;
  /** Rejects when the database cannot be written. */
  isReady: () => Promise<void>;
  /** Why messages wait, where Slack refuses the token or the app. */
  holds: () => readonly Hold[];
  /** On every address of the machine when no host is named. */
  listen: { readonly port: number; readonly host?: string };
  arrival: ArrivalTimes;
  /** Answers what browsers ask. */
  labelPage: Page;
  /** What else is asked by GET, by path. */
  routes: Readonly<Record<string, RequestListener>>;
}) {
  const { slack, listen, authorize, requestScope, watch, newId, log } = deps;
  const limits = serverLimits(deps.arrival);
  const logger = createSlackLogger(log);
  const routes: Readonly<Record<string, RequestListener>> = { ...createHealthRoutes(deps), ...deps.routes };

  /** What is asked over HTTP is a request from its first byte on; over a WebSocket each delivery is one. */
  const inRequest = <T>(work: () => T): T =>
    requestScope.current() === undefined ? requestScope.run(newRequestId(newId), work) : work();

  const { receiver, take } =
    slack.mode === "http"
      ? createHttpReceiver({ signingSecret: slack.signingSecret, log })
      : { receiver: createSocketReceiver(slack.appToken), take: undefined };

  function createSocketReceiver(appToken: string): SocketModeReceiver {
    return new SocketModeReceiver({
      appToken,
      logger,
      installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    });
  }

  const app = new BoundedApp({
    acks: deps.acks,
    inRequest,
    watch,
    log,
    receiver,
    logger,
    extendedErrorHandler: true,
    // Nobody reads what Bolt would keep of conversations; looking for it costs each delivery an error that is thrown and caught.
    convoStore: false,
    deferInitialization: true,
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      fetch: createSlackFetch({ slackApiUrl: slack.apiUrl, timeoutMs: INTERACTIVE_MS, watch }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
    authorize: (_source, body) => authorize({ ...body }),
  });
  const routeOf = (path = ""): RequestListener | undefined => (Object.hasOwn(routes, path) ? routes[path] : undefined);
  const listener: RequestListener = (request, response) => {
    const path = pathOf(request);
    if (take && path === ENDPOINT && request.method === "POST") return take(request, response);
    const route = request.method === "GET" && !hasBody(request) ? routeOf(path) : undefined;
    if (route) route(request, response);
    else refuse(request, response, 404);
  };
  /** In Socket Mode for the health routes and the page alone: people open it, and whoever runs the app wants to know that it lives. */
  const answer = serveLabelPage(listener, { page: deps.labelPage, log });
  const server = createServer(limits, (request, response) => inRequest(() => answer(request, response)));

  async function start(): Promise<{ port: number }> {
    await app.init();
    await app.start();
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(listen, resolve));
    return { port: portOf(server) };
  }

  /** Takes nothing more, and waits for what handlers have promised: nobody is told of a failure that is none. */
  async function stop(): Promise<void> {
    const cutOff = setTimeout(() => server.closeAllConnections(), CUT_OFF_MS);
    try {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all([app.stop(), closed]);
      await app.untilHandled();
    } finally {
      clearTimeout(cutOff);
    }
  }

  return { app, start, stop };
}

function pathOf({ url = "" }: IncomingMessage): string | undefined {
  if (url === ENDPOINT) return url;
  const base = "http://localhost";
  return URL.canParse(url, base) ? new URL(url, base).pathname : undefined;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
}
