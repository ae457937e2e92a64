import { type Context, Hono } from "hono";
import { ApiError, notFound } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import { Status, statusOf } from "../protocol/status.ts";
import { authenticate, type SessionKeys } from "./authenticate.ts";
import { carryOut, type HeldRequest, writeAnswer } from "./carry-out.ts";
import { isLarge, LargeWork } from "./large-work.ts";
import { createRateLimiter, type RateLimit } from "./rate-limit.ts";
import { createBodyReader } from "./read-body.ts";
import type { Route } from "./route.ts";
import type { Service, ServiceLog, WatchCall } from "./service.ts";

const LONG_PREFIX = "/v2/users/:user_id/apps/:app_id";

/** Carries a large request out beside the others; gives the JSON of its answer. */
export type CarryOutBeside = (route: Route, request: HeldRequest) => Promise<Uint8Array<ArrayBuffer>>;

type RouterOptions = {
  readonly routes: readonly Route[];
  readonly sessionKeys: SessionKeys;
  readonly rateLimit: RateLimit;
  readonly log: ServiceLog;
  readonly watch: WatchCall;
  /** Undefined: there is no other thread, and the service's `weigh` lets everything pass. */
  readonly carryOutBeside: CarryOutBeside | undefined;
};

/** Every route in both of its path forms, with and without a slash at the end; refusals, unknown paths and faults in the vendor's form of an answer. */
export function createRouter(service: Service, options: RouterOptions): Hono {
  const { routes, sessionKeys, rateLimit, log, watch, carryOutBeside } = options;
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
    const { search } = new URL(context.req.url);
    const isMinimal = route.hasMinimal === true && prefersMinimal(context.req.header("prefer"));
    if (isMinimal) context.header("Preference-Applied", MINIMAL);
    const request = { params: context.req.param(), query: search, body: body.bytes, caller, isMinimal };
    try {
      return context.body(await carryOutSomewhere(service, route, request, carryOutBeside), 200, JSON_TYPE);
    } finally {
      body.release();
    }
  };
  const router = new Hono({ strict: false });
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      router.on(route.method, path, (context) => watch(nameOf(route), (note) => noting(note, handle(route, context))));
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
    return context.body(writeAnswer(service, problemOf(error), {}), error.httpStatus, JSON_TYPE);
  });
  router.onError((error, context) => {
    if (error instanceof ApiError) {
      if (error.retryAfter !== undefined) context.header("Retry-After", String(error.retryAfter));
      endUnread(context);
      return context.body(writeAnswer(service, problemOf(error), {}), error.httpStatus, JSON_TYPE);
    }
    const id = service.newId();
    log.error({ err: error, requestId: id, method: context.req.method, path: context.req.routePath }, "request failed");
    const status = { ...statusOf(Status.INTERNAL_UNCATEGORIZED), description: "Internal error", req_id: id };
    return context.json({ status }, 500);
  });
  return router;
}

/** RFC 7240: preferences with commas between, parameters behind a semicolon. */
const MINIMAL = "return=minimal";
const prefersMinimal = (prefer = ""): boolean =>
  prefer.split(",").some((one) => one.split(";")[0]?.replaceAll(/[\s"]/g, "").toLowerCase() === MINIMAL);

const hasBody = ({ headers }: Request): boolean =>
  headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;

/** An addition to the protocol has no name in it. */
const nameOf = ({ call, method, path }: Route): string => (call === "-" ? `${method} ${path}` : call);

async function noting(note: (outcome: string) => void, answering: Promise<Response>): Promise<Response> {
  try {
    const answer = await answering;
    note("ok");
    return answer;
  } catch (error) {
    if (error instanceof ApiError && error.httpStatus < 500) note(error.httpStatus === 429 ? "limited" : "refused");
    throw error;
  }
}

/** `{task_id}` in a route's path is `:task_id` for Hono. */
function pathsOf(route: Route): string[] {
  const paths =
    route.scope === "app"
      ? [`${LONG_PREFIX}${route.path}`, `/v2${route.shortPath ?? route.path}`]
      : [`/v2${route.path}`];
  return paths.map((path) => path.replaceAll(/\{(\w+)\}/g, ":$1"));
}

/** Here, or beside the others where it is large: that is seen by its body, or said by its route when it knows. */
async function carryOutSomewhere(
  service: Service,
  route: Route,
  request: HeldRequest,
  beside: CarryOutBeside | undefined,
): Promise<string | Uint8Array<ArrayBuffer>> {
  if (beside === undefined) return carryOut(service, route, request);
  if (isLarge(request.body.byteLength)) return beside(route, request);
  try {
    return await carryOut(service, route, request);
  } catch (error) {
    if (error instanceof LargeWork) return beside(route, request);
    throw error;
  }
}

const JSON_TYPE = { "Content-Type": "application/json" };

const problemOf = (error: ApiError): JsonObject => ({
  code: error.code,
  description: error.description,
  details: error.details,
});
