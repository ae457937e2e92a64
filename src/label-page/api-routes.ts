import type { Context, Hono } from "hono";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { PagePurpose, PageSession } from "../domain/labeling/page-session.ts";
import type { Log } from "../domain/log.ts";
import type { Links } from "./links.ts";
import type { Members } from "./members.ts";
import { ROUTES } from "./page-path.ts";
import type { PageAnswer, PageApi } from "./ports.ts";
import type { Refusal } from "./protocol.ts";
import { REFUSALS } from "./refusals.ts";
import type { Sessions } from "./sessions.ts";

const STATUS = { closed: 403, stale: 409, invalid: 400, failed: 502 } as const satisfies Record<
  Refusal["refused"],
  number
>;

/** What a page's script asks: JSON by POST, from the page itself, for somebody who is still of the workspace. */
export function addApi(
  app: Hono,
  deps: {
    purpose: PagePurpose;
    /** What a page of this kind asks of its workspace; undefined where the app is not installed any more. */
    apiOf: (session: PageSession) => Promise<PageApi | undefined>;
    links: Links;
    sessions: Sessions;
    membershipOf: Members;
    publicUrl: () => string | undefined;
    log: Log;
  },
): void {
  const { purpose, apiOf, links, sessions, membershipOf, publicUrl, log } = deps;
  const refusals = REFUSALS[purpose];

  app.post(`${ROUTES[purpose]}/api/:name`, async (context) => {
    const { task: taskId, name } = context.req.param();
    if (!isOwn(context, publicUrl())) return refuse(context, refusals.foreign, 403);
    const body = await readBody(context);
    if (body === undefined) return refuse(context, refusals.invalid, 400);
    try {
      if (name === "open") return await open(context, taskId, body);
      const session = await sessions.find(context.req.header("cookie"), { purpose, taskId });
      if (!session) return refuse(context, refusals.over, 401);
      const stranger = await refusalOf(session);
      if (stranger) return refuse(context, stranger);
      // What is asked when the page is loaded again.
      if (name === "work") return await resume(context, session);
      const actions = (await apiOf(session))?.actions ?? {};
      const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!act) return refuse(context, refusals.invalid, 404);
      const answer = await act(session, body);
      return answer === undefined ? refuse(context, refusals.invalid, 400) : tell(context, answer);
    } catch (err) {
      log.error({ err, purpose, asked: name }, "a request of a page could not be answered");
      return refuse(context, refusals.failed, 500);
    }
  });

  /** Uses a link up and begins a session. Whoever has one already goes on with it, as after loading the page again. */
  async function open(context: Context, taskId: string, body: JsonObject): Promise<Response> {
    const earlier = await sessions.find(context.req.header("cookie"), { purpose, taskId });
    const read = links.read(typeof body["link"] === "string" ? body["link"] : "", { purpose, taskId });
    if (!read.ok) return earlier ? begin(context, earlier) : refuse(context, refusals[read.error]);
    const { team, person } = read.value;
    const session: PageSession = { team, person, taskId, purpose };
    const stranger = await refusalOf(session);
    if (stranger) return refuse(context, stranger);
    if (!(await links.use(read.value)))
      return earlier?.person === person ? begin(context, earlier) : refuse(context, refusals.used);
    context.header("set-cookie", await sessions.begin(session));
    return resume(context, session);
  }

  async function begin(context: Context, session: PageSession): Promise<Response> {
    const stranger = await refusalOf(session);
    return stranger ? refuse(context, stranger) : resume(context, session);
  }

  /** What lies before somebody. */
  async function resume(context: Context, session: PageSession): Promise<Response> {
    const api = await apiOf(session);
    return api ? tell(context, await api.begin(session)) : refuse(context, refusals.gone);
  }

  /** Who has left the workspace has no page any more, on whatever device it was open. */
  async function refusalOf(session: PageSession): Promise<Refusal<never> | undefined> {
    const membership = await membershipOf(session);
    if (membership === "member") return undefined;
    if (membership === "unsure") return refusals.unsure;
    log.warn({ person: session.person }, "the pages of somebody who has left the workspace are closed");
    await sessions.end(session);
    return refusals.gone;
  }
}

const NO_STORE = { "cache-control": "no-store" };

const tell = (context: Context, answer: PageAnswer): Response =>
  answer.ok ? context.json(answer.value, 200, NO_STORE) : refuse(context, answer.error);

const refuse = (
  context: Context,
  refusal: Refusal<object>,
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
