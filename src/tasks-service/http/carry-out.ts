import { badFormat, forbidden, invalidRequest } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { readMessage } from "../protocol/read-message.ts";
import { Status, statusOf } from "../protocol/status.ts";
import type { Caller } from "../tables/call.ts";
import { weightOf } from "../tables/weights.ts";
import { findApp } from "./find-app.ts";
import { readQuery } from "./read-query.ts";
import type { Answer, Route } from "./route.ts";
import type { Service } from "./service.ts";

/** A request whose body is here and whose key is known, as plain data: it can be handed to a thread. */
export type HeldRequest = {
  /** What the path says, by the names in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  /** The query of the address. */
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly caller: Caller;
  readonly isMinimal: boolean;
};

/** Does what a request asks for; gives the JSON of the answer. Throws an `ApiError` where it refuses. */
export async function carryOut(service: Service, route: Route, request: HeldRequest): Promise<string> {
  const message = readRequest(route, request);
  return writeAnswer(service, statusOf(Status.SUCCESS), await run(service, route, request, message));
}

/** An answer as JSON. A route that answers a status of its own (some items failed) keeps it. */
export function writeAnswer(service: Pick<Service, "newId">, status: JsonObject, body: Answer): string {
  const own = isObject(body["status"]) ? body["status"] : status;
  return JSON.stringify({ ...body, status: { ...own, req_id: service.newId() } });
}

async function run(
  service: Service,
  route: Route,
  { caller, isMinimal }: HeldRequest,
  message: JsonObject,
): Promise<Answer> {
  if (route.scope === "user") return route.run(service, { message, caller });
  const app = await findApp(service.store.db, caller, message);
  if (route.access === "owner" && caller.key !== app.owner) {
    throw forbidden(`Only the owner of the app, "${app.ownerId}", may do this.`);
  }
  const { task_id } = message;
  if (typeof task_id === "string") {
    service.weigh(await weightOf(service.store.db, "tasks", app.key, { ids: [task_id] }));
  }
  return route.run(service, { message, caller, app, isMinimal });
}

/** The request message: query parameters, then the body, then what the path says. */
function readRequest(route: Route, { params, query, body }: HeldRequest): JsonObject {
  const { user_id, app_id, ...fields } = params;
  const inQuery = readQuery(route.request, new URLSearchParams(query));
  const message = readWhole(route.request, { ...inQuery, ...parse(decode(body)), ...fields });
  const place = readWhole("UserAppIDSet", {
    ...(user_id !== undefined && { user_id }),
    ...(app_id !== undefined && { app_id }),
  });
  const named = isObject(message["user_app_id"]) ? message["user_app_id"] : {};
  return { ...message, user_app_id: { ...named, ...place } };
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw badFormat("The body is not UTF-8.");
  }
}

function parse(text: string): JsonObject {
  if (text.trim() === "") return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badFormat(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!isObject(json)) throw badFormat("The body must be a JSON object.");
  return json;
}

function readWhole(type: string, json: JsonObject): JsonObject {
  const { message, problems, excesses } = readMessage(type, json);
  if (problems.length > 0) throw badFormat([...problems, ...excesses].join(" "));
  if (excesses.length > 0) throw invalidRequest(excesses.join(" "));
  return message;
}
