import { createServer } from "node:http";
import { readArguments } from "./read-arguments.ts";
import { BOT, NEW_PEOPLE, PEOPLE, RESPONSE_URL, TEAM, timeNow, viewIdOf } from "./workspace.ts";

/**
 * A Slack that takes everything at once. `{ method, calls }` is answered when so many calls of the method have come since the last
 * such question, with the time of the last one.
 */
const calls = new Map<string, number>();
let awaited: { readonly method: string; readonly calls: number } | undefined;

const person = (id: string) => ({
  id,
  team_id: TEAM,
  name: id.toLowerCase(),
  real_name: id,
  profile: { email: `${id}@example.com` },
});

type View = { readonly id: string; readonly hash: string; readonly blocks?: readonly { readonly type: string }[] };

/** What each window shows; one that is opened has the id of its trigger. */
const views = new Map<string, View>();
/** Who waits for an input in a window: asking over and over would take the processor from what is measured. */
const waiting = new Map<string, (view: View) => void>();

const hasInput = ({ blocks = [] }: View): boolean => blocks.some(({ type }) => type === "input");

type Arguments = ReturnType<typeof readArguments>;

function showView(method: string, args: Arguments): object {
  const id = String(args["view_id"] ?? viewIdOf(String(args["trigger_id"])));
  const view = { ...Object(args["view"]), id, hash: String(performance.now()) };
  if (method !== "views.publish") views.set(id, view);
  if (hasInput(view)) waiting.get(id)?.(view);
  return { view };
}

const answerTo = (method: string, args: Arguments): object => {
  if (method === "auth.test") return { team_id: TEAM, user_id: BOT.user, bot_id: BOT.id };
  if (method === "users.info") return { user: person(String(args["user"])) };
  if (method === "users.list") return { members: [...PEOPLE, ...NEW_PEOPLE].map(person) };
  if (method.startsWith("views.")) return showView(method, args);
  return { channel: "D0BENCH", ts: String(Date.now() / 1000) };
};

function count(method: string): void {
  calls.set(method, (calls.get(method) ?? 0) + 1);
  tellIfReached();
}

function tellIfReached(): void {
  if (!awaited || (calls.get(awaited.method) ?? 0) < awaited.calls) return;
  calls.clear();
  awaited = undefined;
  process.send?.({ at: timeNow() });
}

process.on("message", (question: { method: string; calls: number }) => {
  awaited = question;
  tellIfReached();
});

/** Longer than anybody here is idle: a client that sends just then would meet a closed connection. */
const KEPT_IDLE_MS = 120_000;

const server = createServer({ keepAliveTimeout: KEPT_IDLE_MS }, async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stub");
  if (pathname === "/view") {
    const id = searchParams.get("id") ?? "";
    const shown = views.get(id);
    const answer = (view: View): void => void response.end(JSON.stringify(view));
    // One that was seen already is what an ack has replaced since.
    if (shown && hasInput(shown) && shown.hash !== searchParams.get("seen")) answer(shown);
    else waiting.set(id, answer);
    return;
  }
  const method = pathname.startsWith("/commands/") ? RESPONSE_URL : pathname.slice("/api/".length);
  const answer = answerTo(method, readArguments(request.headers["content-type"], Buffer.concat(chunks).toString()));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true, ...answer }));
  count(method);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
});
