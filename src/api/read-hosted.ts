import ky from "ky";
import type { Haste } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { AppOptions } from "./app-client.ts";
import { createDeadline } from "./deadline.ts";
import { toBadAnswer, toConnectionFailure, toTimeOut } from "./failure.ts";
import { defaultLimits } from "./limits.ts";
import { fromHttpStatus } from "./status.ts";

const CALL = "the copy of an input";

/**
 * Fetches the copies of inputs that the Tasks API's side keeps, with the key, in one attempt. Nothing but that side's own addresses is
 * ever asked, whatever an answer names. Rejects with `TasksApiError`.
 */
export function createHostedReader(options: AppOptions) {
  const limits = { ...defaultLimits, ...options.limits };
  const fetchCopy = options.fetch ?? fetch;

  return async (address: string, haste: Haste): Promise<Uint8Array> => {
    if (!isOwnAddress(address, options.baseUrl)) throw toBadAnswer(CALL, "it stands elsewhere", "never").error;
    const deadline = createDeadline(haste === "interactive" ? limits.interactiveMs : limits.backgroundMs, haste);
    try {
      const response = await ky.get(address, {
        headers: { authorization: `Key ${options.key}` },
        // Following one would hand the key to whoever is named there.
        redirect: "manual",
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
        signal: deadline.signal,
        fetch: (input, init) => fetchCopy(input, init),
      });
      if (response.status !== 200) throw toRefusal(response.status);
      return await readBytes(response, limits.maxFileAnswerBytes);
    } catch (error) {
      if (deadline.signal.aborted) throw toTimeOut(CALL, deadline.limitMs).error;
      throw error instanceof TasksApiError ? error : toConnectionFailure(CALL, error).error;
    }
  };
}

/** Clarifai keeps copies under a name beside its API's (data.clarifai.com), always over https. */
const STORE_DOMAIN = ".clarifai.com";

function isOwnAddress(address: string, baseUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [copy, api] = [new URL(address), new URL(baseUrl)];
  if (copy.username !== "" || copy.password !== "") return false;
  if (copy.origin === api.origin) return true;
  const isStore = copy.protocol === "https:" && copy.port === "" && copy.hostname.endsWith(STORE_DOMAIN);
  return isStore && api.hostname.endsWith(STORE_DOMAIN);
}

function toRefusal(status: number): TasksApiError {
  const isRedirect = status === 0 || (status >= 300 && status < 400);
  const code = isRedirect || status < 300 ? "bad_answer" : fromHttpStatus(status);
  return new TasksApiError({ code, call: CALL, description: isRedirect ? "a redirect" : `HTTP ${status}` });
}

async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    // Leaving the loop ends the reading.
    if (size > maxBytes) throw toBadAnswer(CALL, `it is longer than ${maxBytes} bytes`, "never").error;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
