import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import type * as z from "zod";
import type { SimulatedWorkers } from "../life/simulated-workers.ts";
import type { SandboxSlack } from "../slack/create-sandbox-slack.ts";
import { ImpossibleAction } from "../slack/impossible-action.ts";
import type { Delivered, SandboxEvent, SuggestionAnswer, ViewSubmissionAnswer } from "../slack/protocol.ts";
import { readMessages, readState } from "./read-state.ts";
import { Requests } from "./requests.ts";
import { toEvents } from "./to-events.ts";

export type PageFiles = { readonly html: string; readonly js: string; readonly css: string };

/** Nothing is loaded from, or sent to, anywhere but the sandbox itself. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Keeps a connection from looking dead to whatever stands between. */
const HEARTBEAT_MS = 25_000;

/**
 * The page and its interface. It has no login, so it answers only requests that name a loopback host (against DNS rebinding) and takes
 * writes only from its own page, as JSON (against other sites in the same browser). Without `workers` nobody works by themselves.
 */
export function createPageServer(
  slack: SandboxSlack,
  page: () => Promise<PageFiles>,
  workers?: SimulatedWorkers,
): Hono {
  const app = new Hono();
  app.use(guard);
  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
    if (error instanceof ImpossibleAction) return context.json({ error: error.message }, 409);
    return context.json({ error: `The sandbox failed: ${error.message}` }, 500);
  });

  app.get("/", async (context) => context.html((await page()).html));
  app.get("/page.js", async (context) => context.body((await page()).js, 200, { "content-type": "text/javascript" }));
  app.get("/page.css", async (context) => context.body((await page()).css, 200, { "content-type": "text/css" }));

  const { core, client } = slack;
  const demandPerson = (as: string | undefined): string => {
    const person = core.workspace.people.find((one) => as === undefined || one.id === as);
    if (person === undefined)
      throw new HTTPException(404, { message: "Nobody has this id: the sandbox was started anew." });
    return person.id;
  };

  app.get("/_sandbox/state", (context) =>
    context.json(readState(core, demandPerson(context.req.query("as")), workers?.list() ?? [])),
  );
  app.get("/_sandbox/conversations/:id/messages", (context) => {
    const person = demandPerson(context.req.query("as"));
    const channel = context.req.param("id");
    if (!core.book.isMember(channel, person)) throw new HTTPException(404, { message: "No such conversation" });
    return context.json(readMessages(core, channel, person));
  });
  app.get("/_sandbox/files/:id", (context) => {
    const file = core.files.show(context.req.param("id"));
    if (file === undefined) throw new HTTPException(404, { message: "No such picture" });
    return context.body(Uint8Array.from(file.bytes), 200, { "content-type": file.type });
  });
  app.get("/_sandbox/events", (context) => {
    const person = demandPerson(context.req.query("as"));
    return streamSSE(context, async (stream) => {
      const write = (event: SandboxEvent): Promise<void> => stream.writeSSE({ data: JSON.stringify(event) });
      const stop = core.signals.listen((signal) => {
        for (const event of toEvents(core, signal, person)) void write(event);
      });
      const stopWorkers = workers?.signals.listen((signal) => void write({ type: "worker_changed", ...signal }));
      const heartbeat = setInterval(() => void stream.write(":\n\n"), HEARTBEAT_MS);
      const aborted = new Promise<void>((resolve) => stream.onAbort(resolve));
      await write({ type: "hello" });
      await aborted;
      clearInterval(heartbeat);
      stop();
      stopWorkers?.();
    });
  });

  type Answer = Delivered | ViewSubmissionAnswer | SuggestionAnswer;
  const take = <R extends { as: string }>(
    route: string,
    request: z.ZodType<R>,
    run: (request: R) => Answer | Promise<Answer>,
  ): void => {
    app.post(`/_sandbox/${route}`, async (context) => {
      const read = request.safeParse(await context.req.json().catch(() => undefined));
      if (!read.success) throw new HTTPException(400, { message: `The request cannot be read: ${read.error.message}` });
      demandPerson(read.data.as);
      return context.json(await run(read.data));
    });
  };
  take("commands", Requests.commands, client.runCommand);
  take("messages", Requests.messages, client.sendMessage);
  take("block-actions", Requests["block-actions"], client.act);
  take("view-submissions", Requests["view-submissions"], client.submit);
  take("view-closings", Requests["view-closings"], client.close);
  take("suggestions", Requests.suggestions, client.suggest);
  take("shortcuts", Requests.shortcuts, client.runShortcut);
  take("home-opened", Requests["home-opened"], client.openHome);
  take("read", Requests.read, client.read);
  if (workers !== undefined) {
    take("workers/start", Requests.worker, ({ person }) => workers.start(person));
    take("workers/stop", Requests.worker, ({ person }) => workers.stop(person));
  }
  return app;
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

const guard = createMiddleware(async (context, next) => {
  const host = context.req.header("host") ?? "";
  if (!LOOPBACK_HOST.test(host))
    throw new HTTPException(403, { message: "The sandbox is served to this machine alone." });
  if (context.req.method !== "GET" && context.req.method !== "HEAD") {
    const origin = context.req.header("origin");
    const isOwnPage = origin === undefined || origin === `http://${host}`;
    const site = context.req.header("sec-fetch-site") ?? "same-origin";
    const isJson = (context.req.header("content-type") ?? "").startsWith("application/json");
    if (!isOwnPage || (site !== "same-origin" && site !== "none") || !isJson)
      throw new HTTPException(403, { message: "Only the sandbox's own page may write here, as JSON." });
  }
  await next();
  context.header("content-security-policy", CONTENT_SECURITY_POLICY);
  context.header("x-content-type-options", "nosniff");
  context.header("referrer-policy", "no-referrer");
  context.header("cache-control", "no-store");
});
