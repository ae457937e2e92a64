import { stringify } from "node:querystring";
import {
  type FetchFunction,
  type Logger,
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api";

type Settings = {
  readonly slackApiUrl: string;
  readonly logger: Logger;
  readonly fetch: FetchFunction;
  /** The workspace that is meant, where the token could mean several. */
  readonly teamId?: string;
};

/**
 * Slack's client with a shorter way to Slack: one attempt, over `fetch`, with WebClient's own form of a request and its own errors. Its
 * own way copies, redacts and writes out all that is sent and answered for debug lines (which are left out here, slack-log.ts), and passes
 * a queue and a retrying that have nothing to do: for a window that is half of a call. Windows and messages are sent as JSON (decision 0054).
 */
export class DirectClient extends WebClient {
  readonly #logger: Logger;
  readonly #fetch: FetchFunction;
  readonly #teamId: string | undefined;
  readonly #forms: Record<string, string>;
  readonly #documents: Record<string, string>;

  constructor(token: string, { slackApiUrl, logger, fetch, teamId }: Settings) {
    super(token, { slackApiUrl, logger, fetch });
    this.#logger = logger;
    this.#fetch = fetch;
    this.#teamId = teamId;
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    this.#forms = { ...headers, "content-type": "application/x-www-form-urlencoded" };
    this.#documents = { ...headers, "content-type": "application/json; charset=utf-8" };
  }

  override async apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    // A method's name that came from outside must not send the token to another host: it is always below the API's address.
    const url = `${this.slackApiUrl}${method}`;
    const given = Object.entries({ team_id: this.#teamId, ...options }).filter(isGiven);
    const answer = TAKE_DOCUMENTS.has(method)
      ? await this.#post(url, this.#documents, JSON.stringify(Object.fromEntries(given)))
      : await this.#post(url, this.#forms, toForm(given));
    const text = await answer.text();
    if (answer.status === 429) throw toRateLimit(answer.headers.get("retry-after"));
    // Slack's Web API has no other meaningful status than 429 and 200.
    if (answer.status !== 200)
      throw new WebAPIHTTPError(answer.status, answer.statusText, Object.fromEntries(answer.headers.entries()), text);
    const result = parse(text);
    const { warnings = [], messages = [] } = result.response_metadata ?? {};
    for (const said of [...warnings, ...messages]) this.#logger.warn(said);
    if (isRefusal(result)) throw new WebAPIPlatformError(result);
    return result;
  }

  async #post(url: string, headers: Record<string, string>, body: string): ReturnType<FetchFunction> {
    try {
      return await this.#fetch(url, { method: "POST", headers, body });
    } catch (error) {
      const original = error instanceof Error ? error : new Error(String(error));
      this.#logger.warn("http request failed", original.message);
      throw new WebAPIRequestError(original);
    }
  }
}

/**
 * Methods that are given windows and messages, which are JSON anyway: in a form they are escaped once more, byte by byte. Each takes JSON,
 * as its page says (https://docs.slack.dev/reference/methods), and warns where the charset is left out. Many that read take forms alone.
 */
const TAKE_DOCUMENTS: ReadonlySet<string> = new Set([
  "views.open",
  "views.push",
  "views.update",
  "views.publish",
  "chat.postMessage",
  "chat.update",
  "chat.unfurl",
]);

type Argument = [name: string, value: unknown];

const isGiven = ([, value]: Argument): boolean => value !== undefined && value !== null;

/** Slack takes everything as a form, and what is no plain value in it as JSON. */
function toForm(given: readonly Argument[]): string {
  const fields: Record<string, string | number | boolean> = {};
  for (const [name, value] of given) {
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    fields[name] = isPlain ? value : JSON.stringify(value);
  }
  return stringify(fields);
}

type Refusal = WebAPICallResult & { readonly error: string };

/** An answer that is not JSON stands for the error's word, as WebClient has it. */
function parse(text: string): WebAPICallResult | Refusal {
  try {
    return JSON.parse(text);
  } catch {
    return { ok: false, error: text };
  }
}

const isRefusal = (result: WebAPICallResult | Refusal): result is Refusal => !result.ok;

function toRateLimit(retryAfter: string | null): Error {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return Number.isNaN(seconds)
    ? new Error("Slack asks for patience and does not say for how long")
    : new WebAPIRateLimitedError(seconds);
}
