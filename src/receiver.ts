import { createServer, type Server } from "node:http";
import { HTTPReceiver, SocketModeReceiver } from "@slack/bolt";
import { BoundedApp } from "./bounded-app.ts";
import type { Config } from "./config.ts";
import type { AwaitedAcks } from "./domain/awaited-acks.ts";
import type { Log } from "./domain/log.ts";
import { installationOf } from "./domain/notifications/delivery-sender.ts";
import { createHealthRoutes, type Hold } from "./health-routes.ts";
import { hasBody, refuse, refuseRequests } from "./refuse-requests.ts";
import { type ArrivalTimes, serverLimits } from "./server-limits.ts";
import type { Bot } from "./slack/bot.ts";
import { createSlackLogger } from "./slack-log.ts";

/** Where Slack posts to. */
const ENDPOINT = "/slack/events";
/** Acks are due within 3 s: who has not sent or taken theirs by then holds no stop up. */
const CUT_OFF_MS = 3_000;
/** Interactive calls: a person waits, and a trigger lives three seconds. */
const INTERACTIVE_MS = 2500;

/** Bolt, over signed HTTP or Socket Mode, for one workspace. */
export function createBolt(deps: {
  config: Config;
  bot: Bot;
  log: Log;
  acks: AwaitedAcks;
  /** Rejects when the database cannot be written. */
  isReady: () => Promise<void>;
  /** Why messages wait, where Slack refuses the token or the app. */
  holds: () => readonly Hold[];
  /** The address to listen on; every one of the machine when absent. */
  host?: string;
  arrival: ArrivalTimes;
}) {
  const { config, bot, log } = deps;
  const limits = serverLimits(deps.arrival);
  const listen = { port: config.port, ...(deps.host !== undefined && { host: deps.host }) };
  const logger = createSlackLogger(log);
  const routes = createHealthRoutes(deps);

  const receiver =
    config.slack.mode === "http"
      ? createHttpReceiver(config.slack.signingSecret)
      : new SocketModeReceiver({
          appToken: config.slack.appToken,
          logger,
          installerOptions: { clientOptions: { slackApiUrl: config.slack.apiUrl } },
        });

  function createHttpReceiver(signingSecret: string): HTTPReceiver {
    const http = new HTTPReceiver({
      signingSecret,
      // Made before Bolt sees a request (refuse-requests.ts); once more would take as long as all the rest of an ack.
      signatureVerification: false,
      endpoints: [ENDPOINT],
      customRoutes: Object.entries(routes).map(([path, handler]) => ({ path, method: "GET", handler })),
      logger,
      // Errors have been logged and told by then (handlers/delivery/boundary.ts); what nobody acknowledged is refused.
      processEventErrorHandler: async ({ error, response }) => {
        if (response.headersSent) return false;
        response.writeHead("code" in error && error.code === "slack_bolt_authorization_error" ? 401 : 500).end();
        return false;
      },
    });
    http.requestListener = refuseRequests(http.requestListener, { endpoint: ENDPOINT, signingSecret, log });
    return http;
  }

  const app = new BoundedApp({
    acks: deps.acks,
    log,
    receiver,
    logger,
    extendedErrorHandler: true,
    // Nobody reads what Bolt would keep of conversations; looking for it costs each delivery an error that is thrown and caught.
    convoStore: false,
    deferInitialization: true,
    clientOptions: {
      slackApiUrl: config.slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: INTERACTIVE_MS,
    },
    // Whose app is meant; who may use it is asked at the gate (handlers/delivery/gate.ts).
    authorize: async (_source, body) => {
      const asked = installationOf({ ...body });
      // Whoever waits for an answer gets one, at the gate; an event of another workspace concerns nobody here.
      if (asked === undefined || (asked !== bot.team && "event" in { ...body }))
        throw new Error("the delivery is for another workspace than the token's");
      return {
        botToken: config.slack.botToken,
        teamId: asked,
        ...(bot.botId && { botId: bot.botId }),
        ...(bot.userId && { botUserId: bot.userId }),
      };
    },
  });
  /** Of Bolt in HTTP mode; of the health routes alone in Socket Mode. */
  let server: Server | undefined;

  async function start(): Promise<{ port: number }> {
    await app.init();
    if (config.slack.mode === "http") {
      server = (await app.start(listen, limits)) as Server;
      return { port: portOf(server) };
    }
    await app.start();
    // Socket Mode needs no address, but whoever runs the app wants to know that it lives.
    server = createServer(limits, (request, response) => {
      const handler = routes[request.url?.split("?")[0] as keyof typeof routes];
      if (handler && request.method === "GET" && !hasBody(request)) handler(request, response);
      else refuse(request, response, 404);
    });
    const health = server;
    await new Promise<void>((resolve, reject) => health.once("error", reject).listen(listen, resolve));
    return { port: portOf(health) };
  }

  /** Takes nothing more, and waits for what handlers have promised: nobody is told of a failure that is none. */
  async function stop(): Promise<void> {
    const cutOff = setTimeout(() => server?.closeAllConnections(), CUT_OFF_MS);
    try {
      await app.stop();
      await app.untilHandled();
      if (config.slack.mode === "socket" && server) await closeServer(server);
    } finally {
      clearTimeout(cutOff);
    }
  }

  return { app, start, stop };
}

/** No answer of the health routes takes long enough to be waited for. */
function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
}
