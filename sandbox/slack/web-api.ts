import { setTimeout as delay } from "node:timers/promises";
import type { ApiCall, SlackCore } from "./core.ts";
import type { Fault, Faults } from "./faults.ts";
import { type Json, toObject } from "./json.ts";
import { METHODS } from "./methods.ts";
import { readArguments } from "./read-arguments.ts";
import { SCOPES_BY_METHOD } from "./scopes.ts";

export type ApiRequest = { readonly method: string; readonly token: string; readonly args: Json };
export type ApiResponse =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: Json | string }
  /** The connection is to be broken off. */
  | "cut";

/** Reads the arguments of a call, sent as a form or as JSON, and the token that came with it. */
export function parseApiRequest(method: string, contentType: string, authorization: string, body: string): ApiRequest {
  const { token, ...rest } = readArguments(contentType, body);
  return { method, token: authorization.replace(/^Bearer\s+/i, "") || String(token ?? ""), args: rest };
}

/** Answers Web API calls of the app: faults first, then token and scope, then the layer's own method or the emulated Slack. */
export function createWebApi(
  core: SlackCore,
  options: {
    readonly faults: Faults;
    /** Every call is added here. */
    readonly calls: ApiCall[];
    /** Socket Mode: the app-level token, and what `apps.connections.open` hands out. */
    readonly appToken: string;
    readonly openSocket: () => string;
  },
) {
  const { faults, calls } = options;

  async function carryOut({ method, token, args }: ApiRequest): Promise<{ status: number; body: Json }> {
    if (token === "") return { status: 200, body: { ok: false, error: "not_authed" } };
    if (method === "apps.connections.open") {
      const body =
        token === options.appToken ? { ok: true, url: options.openSocket() } : { ok: false, error: "invalid_auth" };
      return { status: 200, body };
    }
    if (token !== core.workspace.botToken) return { status: 200, body: { ok: false, error: "invalid_auth" } };
    const needed = SCOPES_BY_METHOD[method];
    const provided = core.manifest.botScopes;
    if (needed !== undefined && !provided.includes(needed))
      return { status: 200, body: { ok: false, error: "missing_scope", needed, provided: provided.join(",") } };
    const forward = async (forwarded: Json): Promise<Json> => {
      const { status, body } = await core.workspace.call(method, forwarded, token);
      return status === 404 ? { ok: false, error: "unknown_method", req_method: method } : body;
    };
    const own = METHODS[method];
    return { status: 200, body: own === undefined ? await forward(args) : await own(core, args, forward) };
  }

  async function answer(request: ApiRequest, fault: Fault | undefined): Promise<ApiResponse> {
    if (fault !== undefined && "error" in fault) return { status: 200, body: { ok: false, error: fault.error } };
    if (fault !== undefined && "retryAfter" in fault)
      return {
        status: 429,
        headers: { "retry-after": String(fault.retryAfter) },
        body: { ok: false, error: "ratelimited" },
      };
    if (fault !== undefined && "status" in fault)
      return { status: fault.status, body: "<html><body>Error</body></html>" };
    if (fault !== undefined && "cut" in fault && fault.cut === "before") return "cut";
    if (fault !== undefined && "delayMs" in fault) await delay(fault.delayMs, undefined, { ref: false });
    if (fault !== undefined && "after" in fault) await fault.after;
    const carriedOut = await carryOut(request);
    return fault !== undefined && "cut" in fault ? "cut" : carriedOut;
  }

  return async (request: ApiRequest): Promise<ApiResponse> => {
    const at = core.now();
    const response = await answer(request, faults.take(request.method, request.args));
    const call: ApiCall = {
      method: request.method,
      args: request.args,
      status: response === "cut" ? 0 : response.status,
      answer: response === "cut" ? {} : toObject(response.body),
      at,
    };
    calls.push(call);
    core.signals.emit({ type: "call", call });
    return response;
  };
}
