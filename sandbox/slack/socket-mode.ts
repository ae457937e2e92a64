import type { Server } from "node:http";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { AppAnswer, SlackCore } from "./core.ts";
import type { Deliver, Parcel } from "./delivery.ts";
import { parseJson, toObject, toText } from "./json.ts";
import { LIMITS } from "./limits.ts";

const ENVELOPE_TYPES = { command: "slash_commands", interaction: "interactive", event: "events_api" } as const;

/** Socket Mode: the app asks for an address (`apps.connections.open`), connects to it, and gets its deliveries there. */
export type SocketMode = {
  /** A fresh address for one connection. */
  open(origin: string): string;
  readonly deliver: Deliver;
  /** How many connections stand open. */
  count(): number;
  /** Ends all connections as Slack does now and then; the app has to connect again. */
  refresh(): void;
  close(): Promise<void>;
};

/** How long the app may take to finish the closing handshake: cut off in the middle of it, its own client waits for 30 s. */
const CLOSE_MS = 500;

type Waiting = (answer: AppAnswer) => void;

/** Takes WebSocket connections on the server, each under an address that was handed out before. */
export function createSocketMode(
  server: Server,
  core: SlackCore,
  onConnection: () => void,
  ackMs: number = LIMITS.ackMs,
): SocketMode {
  const tickets = new Set<string>();
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();
  const upgrades = new WebSocketServer({ noServer: true });

  const forget = (socket: WebSocket): void => {
    const index = sockets.indexOf(socket);
    if (index < 0) return;
    sockets.splice(index, 1);
    core.signals.emit({ type: "socket", connections: sockets.length });
  };

  server.on("upgrade", (request, stream, head) => {
    const ticket = new URL(request.url ?? "/", "http://layer").pathname.replace(/^\/socket\//, "");
    if (!tickets.delete(ticket)) {
      stream.end("HTTP/1.1 404 Not Found\r\n\r\n");
      return;
    }
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      sockets.push(socket);
      socket.on("close", () => forget(socket));
      socket.on("error", () => forget(socket));
      socket.on("message", (data: RawData) => settle(toObject(parseJson(data.toString()))));
      const info = { app_id: core.workspace.bot.appId };
      socket.send(JSON.stringify({ type: "hello", num_connections: sockets.length, connection_info: info }));
      onConnection();
      core.signals.emit({ type: "socket", connections: sockets.length });
    });
  });

  function settle(ack: { readonly [key: string]: unknown }): void {
    const id = toText(ack["envelope_id"]);
    const body = ack["payload"] === undefined ? "" : JSON.stringify(ack["payload"]);
    waiting.get(id)?.({ outcome: "answered", status: 200, body, ms: 0 });
    waiting.delete(id);
  }

  async function deliver({ kind, payload, headers }: Parcel): Promise<AppAnswer> {
    const socket = sockets[0];
    if (socket === undefined) return { outcome: "unreachable", ms: 0 };
    const started = performance.now();
    const id = core.newId();
    const retry = headers?.["x-slack-retry-num"];
    const envelope = {
      envelope_id: id,
      type: ENVELOPE_TYPES[kind],
      payload,
      accepts_response_payload: kind !== "event",
      ...(retry !== undefined && { retry_attempt: Number(retry), retry_reason: headers?.["x-slack-retry-reason"] }),
    };
    const answer = await new Promise<AppAnswer>((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve({ outcome: "timed_out", ms: 0 });
      }, ackMs);
      waiting.set(id, (acknowledged) => {
        clearTimeout(timer);
        resolve(acknowledged);
      });
      socket.send(JSON.stringify(envelope));
    });
    return { ...answer, ms: Math.round(performance.now() - started) };
  }

  return {
    open(origin) {
      const ticket = `${core.newId()}${core.newId()}`;
      tickets.add(ticket);
      return `${origin.replace("http:", "ws:")}/socket/${ticket}`;
    },
    deliver,
    count: () => sockets.length,
    refresh() {
      for (const socket of [...sockets]) {
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
        socket.close();
      }
    },
    async close() {
      for (const answer of waiting.values()) answer({ outcome: "unreachable", ms: 0 });
      waiting.clear();
      await Promise.all([...sockets].map(closeSoftly));
      upgrades.close();
    },
  };
}

function closeSoftly(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}
