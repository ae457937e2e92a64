import { type Context, Hono } from "hono";
import { ApiError, badFormat, forbidden, invalidRequest, notFound } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { readMessage } from "../protocol/read-message.ts";
import { Status, statusOf } from "../protocol/status.ts";
import type { Caller } from "../tables/call.ts";
import { authenticate, type SessionKeys } from "./authenticate.ts";
import { findApp } from "./find-app.ts";
import { createRateLimiter, type RateLimit } from "./rate-limit.ts";
import { createBodyReader } from "./read-body.ts";
import { readQuery } from "./read-query.ts";
import type { Answer, Route } from "./route.ts";
import type { Service } from "./service.ts";

const LONG_PREFIX = "/v2/users/:user_id/apps/:app_id";

type RouterOptions = {
  readonly routes: readonly Route[];
  readonly sessionKeys: SessionKeys;
  readonly rateLimit: RateLimit;
};

/** Every route in both of its path forms, with and without a slash at the end; refusals, unknown paths and faults in the vendor's form of an answer. */
export function createRouter(service: Service, { routes, sessionKeys, rateLimit }: RouterOptions): Hono {
  const countRequest = createRateLimiter(rateLimit, service.now);
  const readBody = createBodyReader();
  const reads = new WeakMap<Request, "begun" | "ended">();
  // What is left of a body is not read, so the connection cannot carry another request: a client must not try.
  const endUnread = (context: Context): void => {
    const read = reads.get(context.req.raw);
    const isUnread = read === undefined ? hasBody(context.req.raw) : read === "begun";
    if (isUnread) context.header("Connection", "close");
  };
  const handle = async (route: Route, context: Context): Promise<Response> => {
    const { caller, hash, isSession } = await authenticate(
      service,
      sessionKeys,
      context.req.header("authorization") ?? null,
    );
    if (!isSession) countRequest(hash);
    reads.set(context.req.raw, "begun");
    const body = await readBody(context.req.raw, route.carriesFiles ?? false);
    reads.set(context.req.raw, "ended");
    try {
      const message = readRequest(route, context, body.json);
      return answer(context, service, 200, statusOf(Status.SUCCESS), await run(service, route, caller, message));
    } finally {
      body.release();
    }
  };
  const router = new Hono({ strict: false });
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      router.on(route.method, path, (context) => handle(route, context));
      methods.set(path, [...(methods.get(path) ?? []), route.method]);
    }
  }
  // After all routes: a word like "searches" may stand where another route has an id.
  for (const [path, taken] of methods) {
    router.all(path, () => {
      throw new ApiError(
        Status.CONN_METHOD_NOT_ALLOWED,
        405,
        "Method not allowed",
        `This path takes ${taken.join(", ")}.`,
      );
    });
  }
  router.notFound((context) => {
    endUnread(context);
    const error = notFound(`This service has no path "${context.req.path}".`);
    return answer(context, service, error.httpStatus, problemOf(error), {});
  });
  router.onError((error, context) => {
    if (error instanceof ApiError) {
      if (error.retryAfter !== undefined) context.header("Retry-After", String(error.retryAfter));
      endUnread(context);
      return answer(context, service, error.httpStatus, problemOf(error), {});
    }
    const id = service.newId();
    service.log.error(
      { err: error, request: id, method: context.req.method, path: context.req.routePath },
      "request failed",
    );
    const status = { ...statusOf(Status.INTERNAL_UNCATEGORIZED), description: "Internal error", req_id: id };
    return context.json({ status }, 500);
  });
  return router;
}

const hasBody = ({ headers }: Request): boolean =>
  headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;

/** `{task_id}` in a route's path is `:task_id` for Hono. */
function pathsOf(route: Route): string[] {
  const paths =
    route.scope === "app"
      ? [`${LONG_PREFIX}${route.path}`, `/v2${route.shortPath ?? route.path}`]
      : [`/v2${route.path}`];
  return paths.map((path) => path.replaceAll(/\{(\w+)\}/g, ":$1"));
}

async function run(service: Service, route: Route, caller: Caller, message: JsonObject): Promise<Answer> {
  if (route.scope === "user") return route.run(service, { message, caller });
  const app = await findApp(service.store.db, caller, message);
  if (route.access === "owner" && caller.key !== app.owner) {
    throw forbidden(`Only the owner of the app, "${app.ownerId}", may do this.`);
  }
  return route.run(service, { message, caller, app });
}

/** The request message: query parameters, then the body, then what the path says. */
function readRequest(route: Route, context: Context, body: JsonObject): JsonObject {
  const query = readQuery(route.request, new URL(context.req.url).searchParams);
  const { user_id, app_id, ...fields } = context.req.param();
  const message = readWhole(route.request, { ...query, ...body, ...fields });
  const place = readWhole("UserAppIDSet", {
    ...(user_id !== undefined && { user_id }),
    ...(app_id !== undefined && { app_id }),
  });
  const named = isObject(message["user_app_id"]) ? message["user_app_id"] : {};
  return { ...message, user_app_id: { ...named, ...place } };
}

function readWhole(type: string, json: JsonObject): JsonObject {
  const { message, problems, excesses } = readMessage(type, json);
  if (problems.length > 0) throw badFormat([...problems, ...excesses].join(" "));
  if (excesses.length > 0) throw invalidRequest(excesses.join(" "));
  return message;
}

const problemOf = (error: ApiError): JsonObject => ({
  code: error.code,
  description: error.description,
  details: error.details,
});

/** A route that answers a status of its own (some items failed) keeps it. */
function answer(
  context: Context,
  service: Service,
  httpStatus: 200 | ApiError["httpStatus"],
  status: JsonObject,
  body: Answer,
) {
  const own = isObject(body["status"]) ? body["status"] : status;
  return context.json({ ...body, status: { ...own, req_id: service.newId() } }, httpStatus);
}
