import { createServer } from "node:http";
import * as z from "zod";
import { readArguments } from "../../sandbox/slack/read-arguments.ts";

const Metadata = z.object({ event_payload: z.object({ event: z.string(), part: z.number() }) });

/** A message that somebody has posted, or tried to: `at` in milliseconds of `performance.now()`. */
export type Call = {
  readonly replica: string;
  readonly channel: string;
  readonly at: number;
  readonly isTaken: boolean;
};

/** Slack as far as the sender of messages knows it: keeps when which replica has posted where, and refuses or answers late when told to. */
export async function startPacedSlack({ team }: { team: string }) {
  const calls: Call[] = [];
  const standing: { channel: string; ts: string; metadata: unknown }[] = [];
  const refusals = new Map<string, number>();
  const told = { answerAfterMs: 0 };
  const listeners = new Set<() => void>();

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [, replica = "", , method = ""] = new URL(request.url ?? "/", "http://slack").pathname.split("/");
    const args = readArguments(request.headers["content-type"], Buffer.concat(chunks).toString());
    const answer = (body: object): void => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ ok: true, ...body }));
    };
    switch (method) {
      case "chat.postMessage": {
        const person = String(args["channel"]);
        const refusedForS = refusals.get(person);
        refusals.delete(person);
        calls.push({ replica, channel: person, at: performance.now(), isTaken: refusedForS === undefined });
        for (const listener of listeners) listener();
        if (refusedForS !== undefined) {
          response.writeHead(429, { "retry-after": String(refusedForS) }).end();
          return;
        }
        const channel = `D${person}`;
        const ts = `${Math.floor(Date.now() / 1000)}.${String(standing.length).padStart(6, "0")}`;
        standing.push({ channel, ts, metadata: args["metadata"] });
        setTimeout(() => answer({ channel, ts }), told.answerAfterMs);
        return;
      }
      case "conversations.open":
        return answer({ channel: { id: `D${args["users"]}` } });
      case "conversations.history":
        return answer({ messages: standing.filter(({ channel }) => channel === args["channel"]) });
      default:
        return answer({ team_id: team, user_id: "U0BOT", bot_id: "B0BOT" });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  return {
    calls,
    told,
    apiUrlOf: (replica: string): string => `http://127.0.0.1:${port}/${replica}/api/`,
    /** The next message there is refused with this `Retry-After`. */
    refuseNext: (channel: string, seconds: number): void => void refusals.set(channel, seconds),
    /** How often each event's messages stand there: one by one, those that stand twice are doubled. */
    countDoubled: (): number => {
      const marks = standing.map(({ metadata }) => JSON.stringify(Metadata.parse(metadata).event_payload));
      return marks.length - new Set(marks).size;
    },
    /** Resolves when what was called is as wanted. */
    until: (isSo: (calls: readonly Call[]) => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isSo(calls)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
