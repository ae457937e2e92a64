import type { Context, Hono } from "hono";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { PageSession } from "../domain/labeling/page-session.ts";
import { readSaid } from "../domain/labeling/read-said.ts";
import type { Log } from "../domain/log.ts";
import type { Result } from "../domain/result.ts";
import type { Links } from "./links.ts";
import type { PageWork } from "./ports.ts";
import { MAX_QUESTION, type Refusal, type Requests, type WorkAnswer } from "./protocol.ts";
import { REFUSALS } from "./refusals.ts";
import type { Sessions } from "./sessions.ts";

type App = Hono<{ Variables: { session: PageSession } }>;
type Answer = Result<WorkAnswer | Record<string, never>, Refusal>;

const MAX_ID = 1_000;
const STATUS = { closed: 403, stale: 409, invalid: 400, failed: 502 } as const satisfies Record<
  Refusal["refused"],
  number
>;

/** What the page's script asks: JSON by POST, from the page itself. */
export function addApi(
  app: App,
  deps: {
    links: Links;
    sessions: Sessions;
    work: PageWork;
    publicUrl: () => string | undefined;
    log: Log;
  },
): void {
  const { links, sessions, work, publicUrl, log } = deps;

  /** What each request does; undefined for a body that the page does not send. */
  const actions: Record<
    Exclude<keyof Requests, "open">,
    (session: PageSession, body: JsonObject) => Promise<Answer> | undefined
  > = {
    work: (session) => work.begin(session),
    answer: (session, body) => {
      const [assignmentId, inputId, said] = [idIn(body, "assignmentId"), idIn(body, "inputId"), readSaid(body["said"])];
      if (assignmentId === undefined || inputId === undefined || said === undefined) return undefined;
      return work.answer(session, { assignmentId, inputId, said });
    },
    skip: (session, body) => {
      const assignmentId = idIn(body, "assignmentId");
      return assignmentId === undefined ? undefined : work.skip(session, assignmentId);
    },
    undo: (session) => work.undo(session),
    ask: (session, body) => {
      const [assignmentId, question] = [idIn(body, "assignmentId"), textIn(body, "question", MAX_QUESTION)];
      return assignmentId === undefined || question === undefined
        ? undefined
        : work.ask(session, assignmentId, question);
    },
    draft: (session, body) => {
      const inputId = idIn(body, "inputId");
      const said = body["said"] === undefined ? "nothing" : readSaid(body["said"]);
      if (inputId === undefined || said === undefined) return undefined;
      return work.keep(session, inputId, said === "nothing" ? undefined : said).then(() => ({ ok: true, value: {} }));
    },
  };

  app.post("/label/:task/api/:name", async (context) => {
    const taskId = context.req.param("task");
    const name = context.req.param("name");
    if (!isOwn(context, publicUrl())) return refuse(context, REFUSALS.foreign, 403);
    const body = await readBody(context);
    if (body === undefined) return refuse(context, REFUSALS.invalid, 400);
    try {
      if (name === "open") return await open(context, taskId, body);
      if (!isAction(name)) return refuse(context, REFUSALS.invalid, 404);
      const session = await sessions.find(context.req.header("cookie"), taskId);
      if (!session) return refuse(context, REFUSALS.over, 401);
      const answer = await actions[name](session, body);
      return answer === undefined ? refuse(context, REFUSALS.invalid, 400) : tell(context, answer);
    } catch (err) {
      log.error({ err, request: name }, "a request of the labeling page failed");
      return refuse(context, REFUSALS.failed, 500);
    }
  });

  const isAction = (name: string): name is keyof typeof actions => Object.hasOwn(actions, name);

  /** Uses a link up and begins a session. Whoever has one already goes on with it, as after loading the page again. */
  async function open(context: Context, taskId: string, body: JsonObject): Promise<Response> {
    const earlier = await sessions.find(context.req.header("cookie"), taskId);
    const read = links.read(typeof body["link"] === "string" ? body["link"] : "", taskId);
    if (!read.ok) return earlier ? tell(context, await work.begin(earlier)) : refuse(context, REFUSALS[read.error]);
    const isSame = earlier?.person === read.value.person && earlier.purpose === read.value.purpose;
    if (!(await links.use(read.value)))
      return earlier && isSame ? tell(context, await work.begin(earlier)) : refuse(context, REFUSALS.used);
    const { team, person, purpose } = read.value;
    const session: PageSession = { team, person, taskId, purpose };
    context.header("set-cookie", await sessions.begin(session));
    return tell(context, await work.begin(session));
  }
}

const NO_STORE = { "cache-control": "no-store" };

const tell = (context: Context, answer: Answer): Response =>
  answer.ok ? context.json(answer.value, 200, NO_STORE) : refuse(context, answer.error);

const refuse = (
  context: Context,
  refusal: Refusal,
  status: 400 | 401 | 403 | 404 | 409 | 500 | 502 = STATUS[refusal.refused],
): Response => context.json(refusal, status, NO_STORE);

/** Browsers say where a request comes from; what is no browser carries nobody's cookie without their knowing. */
function isOwn(context: Context, publicUrl: string | undefined): boolean {
  const site = context.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin") return false;
  const origin = context.req.header("origin");
  return origin === undefined || (publicUrl !== undefined && origin === new URL(publicUrl).origin);
}

/** Undefined for what is no JSON object, or not called JSON: that alone a form elsewhere cannot send without being asked. */
async function readBody(context: Context): Promise<JsonObject | undefined> {
  if (!/^application\/json\b/i.test(context.req.header("content-type") ?? "")) return undefined;
  try {
    const body: unknown = JSON.parse(await context.req.text());
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const idIn = (body: JsonObject, key: string): string | undefined => textIn(body, key, MAX_ID);

function textIn(body: JsonObject, key: string, most: number): string | undefined {
  const value = body[key];
  if (typeof value !== "string" || value.trim() === "" || value.length > most || value.includes("\0")) return undefined;
  return value;
}
