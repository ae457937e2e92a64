import { isDeepStrictEqual } from "node:util";
import { invalidRequest } from "../protocol/api-error.ts";
import { isSet, type Unkept, unkeptProblem } from "../protocol/fields.ts";
import type { JsonObject } from "../protocol/json.ts";
import { readMessage } from "../protocol/read-message.ts";
import type { App } from "../tables/call.ts";

/** Throws where a message sets a field that would not be kept: nothing that a client sends is passed over. */
export function refuseUnkept(message: JsonObject, kept: readonly string[], unkept: Unkept = {}): void {
  const problem = unkeptProblem(message, kept, unkept);
  if (problem !== undefined) throw invalidRequest(problem);
}

/**
 * Throws where a message that a patch has changed has more than is taken of it at once: lists and objects that are merged would grow with
 * every patch.
 */
export function refuseExcess(type: string, message: JsonObject, where: string): void {
  const { excesses } = readMessage(type, message);
  if (excesses.length > 0) throw invalidRequest(`${where}with what is there already, ${excesses.join(" ")}`);
}

/** Throws where something that is sent to an app says that it is another app's. */
export function refuseOtherApp(message: JsonObject, app: App, where: string): void {
  const own: JsonObject = { app_id: app.id, user_id: app.ownerId, application_id: app.id };
  for (const [field, value] of Object.entries(own)) {
    if (isSet(message[field]) && message[field] !== value)
      throw invalidRequest(`"${where}${field}" is "${String(message[field])}", and this app's is "${String(value)}".`);
  }
}

/**
 * Throws where a patch would change what cannot be changed. What stands there already may come along: clients send back the whole
 * message that they have got.
 */
export function refuseChanged(
  patch: JsonObject,
  current: JsonObject,
  { patchable, where }: { patchable: readonly string[]; where: string },
): void {
  for (const [field, value] of Object.entries(patch)) {
    if (patchable.includes(field) || !isSet(value) || isDeepStrictEqual(value, current[field])) continue;
    throw invalidRequest(`"${where}${field}" cannot be changed; what can is ${inWords(patchable)}.`);
  }
}

const inWords = (fields: readonly string[]): string => fields.map((field) => `"${field}"`).join(", ");
