import { Hono } from "hono";
import type { PageSession } from "../domain/labeling/page-session.ts";
import type { Log } from "../domain/log.ts";
import type { LabelLinks } from "../services/labeling/ports.ts";
import { addApi } from "./api-routes.ts";
import { addAssets } from "./asset-routes.ts";
import type { Assets } from "./assets.ts";
import { MEDIA_POLICY, securityHeaders } from "./headers.ts";
import { createLinks } from "./links.ts";
import { mediaType } from "./media-type.ts";
import { createMembers } from "./members.ts";
import { ROUTES } from "./page-path.ts";
import type { PageApi, PagePlaceOfWork, PageSessionStore } from "./ports.ts";
import { createSessions } from "./sessions.ts";

/** A picture does not change while its task is labeled; whoever comes back to it has it at hand. */
const MEDIA_KEPT = "private, max-age=3600";

export type LabelPage = {
  readonly links: LabelLinks;
  /** Answers what is asked below `/label/`. */
  readonly fetch: (request: Request) => Promise<Response>;
};

/** The pages on which people label and review in a browser, with its links, its sessions and what its script asks. */
export function createLabelPage(deps: {
  secret: string;
  /** Where browsers reach the app, without a slash at its end; undefined: nowhere. */
  publicUrl: () => string | undefined;
  sessions: PageSessionStore;
  /** Undefined where the app is not installed any more. */
  placeOf: (team: string) => Promise<PagePlaceOfWork | undefined>;
  firstUse: (id: string, keepMs: number) => Promise<boolean>;
  loadAssets: () => Promise<Assets>;
  now: () => Date;
  newId: () => string;
  log: Log;
}): LabelPage {
  const { publicUrl, placeOf, loadAssets, log } = deps;
  const links = createLinks(deps);
  const sessions = createSessions({ store: deps.sessions, publicUrl });
  const membershipOf = createMembers(deps);
  const app = new Hono();

  app.use(async (context, next) => {
    // Before the answer: what a route says of its own wins.
    for (const [name, value] of Object.entries(securityHeaders(publicUrl()))) context.header(name, value);
    await next();
  });
  addAssets(app, { loadAssets, links, sessions, membershipOf });
  for (const purpose of ["label", "review"] as const) {
    const apiOf = async ({ team }: PageSession): Promise<PageApi | undefined> => (await placeOf(team))?.apis[purpose];
    addApi(app, { purpose, apiOf, links, sessions, membershipOf, publicUrl, log });
    app.get(`${ROUTES[purpose]}/media/:input`, async (context) => {
      const { task: taskId, input } = context.req.param();
      const session = await sessions.find(context.req.header("cookie"), { purpose, taskId });
      if (!session || (await membershipOf(session)) === "gone") return context.body(null, 401);
      const api = await apiOf(session);
      const bytes = await api?.media(session, input);
      if (!bytes) return context.body(null, 404);
      context.header("content-security-policy", MEDIA_POLICY);
      return context.body(new Uint8Array(bytes), 200, {
        "content-type": mediaType(bytes),
        "cache-control": MEDIA_KEPT,
      });
    });
  }

  app.notFound((context) => context.body(null, 404));
  app.onError((error, context) => {
    log.error({ err: error }, "the labeling page could not answer");
    return context.body(null, 500);
  });
  return { links, fetch: async (request) => app.fetch(request) };
}
