import { createServer } from "node:http";
import { readArguments } from "./read-arguments.ts";
import { BOT, SPEED, TAKEN_A_MINUTE, TEAM } from "./workspace.ts";

/**
 * A Slack that takes one message a second in each channel, and 300 in any minute from the workspace; all of that `SPEED` times faster.
 * `{ messages }` is answered when so many have been taken since the last such question: the time of the last one, and how many were
 * refused meanwhile.
 */
const A_SECOND = 1000 / SPEED;
const A_MINUTE = 60 * A_SECOND;

const lastIn = new Map<string, number>();
let taken: number[] = [];
let [count, refused, at] = [0, 0, 0];
let awaited: number | undefined;

/** Seconds of the faster clock that the sender is to wait for; undefined where the message is taken. */
function refusalOf(channel: string, time: number): number | undefined {
  taken = taken.filter((earlier) => earlier > time - A_MINUTE);
  const free = Math.max(
    (lastIn.get(channel) ?? Number.NEGATIVE_INFINITY) + A_SECOND,
    taken.length < TAKEN_A_MINUTE ? Number.NEGATIVE_INFINITY : (taken[0] ?? 0) + A_MINUTE,
  );
  if (free > time) return Math.max(1, Math.ceil((free - time) / A_SECOND));
  taken.push(time);
  lastIn.set(channel, time);
  return undefined;
}

function tellIfReached(): void {
  if (awaited === undefined || count < awaited) return;
  process.send?.({ at, refused });
  [count, refused, awaited] = [0, 0, undefined];
  taken = [];
  lastIn.clear();
}

process.on("message", ({ messages }: { messages: number }) => {
  awaited = messages;
  tellIfReached();
});

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = (body: object): void =>
    void response.setHeader("content-type", "application/json").end(JSON.stringify({ ok: true, ...body }));
  if (!request.url?.endsWith("chat.postMessage")) {
    answer({ team_id: TEAM, user_id: BOT.user, bot_id: BOT.id });
    return;
  }
  const { channel } = readArguments(request.headers["content-type"], Buffer.concat(chunks).toString());
  const time = performance.now();
  const wait = refusalOf(String(channel), time);
  if (wait !== undefined) {
    refused += 1;
    response.writeHead(429, { "retry-after": String(wait) }).end();
    return;
  }
  count += 1;
  at = Date.now();
  answer({ channel: `D${channel}`, ts: String(Date.now() / 1000) });
  tellIfReached();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
});
