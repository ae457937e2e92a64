import { ApiError, badFormat } from "../api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { Status } from "../status.ts";

/** A batch of 128 photographs of 180 kB in base64 fits. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The body as a JSON object; empty when there is none. Never holds more than the limit in memory. */
export async function readBody(request: Request): Promise<JsonObject> {
  const text = await readText(request);
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

async function readText(request: Request): Promise<string> {
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) {
      throw new ApiError(
        Status.RPC_MAX_MESSAGE_SIZE_EXCEEDED,
        413,
        "Request is too large",
        `The body is over ${MAX_BODY_BYTES / 1024 / 1024} MiB: send fewer items at a time.`,
      );
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw badFormat("The body is not UTF-8.");
  }
}
