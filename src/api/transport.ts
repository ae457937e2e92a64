import ky from "ky";
import { NO_REQUESTS, type RequestScope } from "../domain/request-scope.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Haste } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { UNWATCHED, type Watch } from "../domain/watch.ts";
import { type ApiCall, type Repeat, toPath, toSearchParams } from "./call.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import { AttemptFailed, toConnectionFailure, toTimeOut } from "./failure.ts";
import { type ApiLimits, defaultLimits } from "./limits.ts";
import { type AnswerTools, readAnswer } from "./read-answer.ts";

export type TransportOptions = {
  /** Without `/v2`, e.g. "https://api.clarifai.com". */
  readonly baseUrl: string;
  /** Sent as `Authorization: Key …` and never shown: not in errors, not in addresses. */
  readonly key: string;
  /** Default: the global one. The local tasks service is reached through its own, without a socket. */
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<ApiLimits>;
  readonly now?: () => Date;
  /** 0 ≤ x < 1, for the jitter of pauses. */
  readonly random?: () => number;
  /** Calls say for which request of ours they are made. Default: for none. */
  readonly requestScope?: Pick<RequestScope, "current">;
  readonly watch?: Watch;
};

/** How long a call may take: by who waits, or a deadline that it shares with others. */
export type Patience = Haste | Deadline;

export type Transport = {
  readonly limits: ApiLimits;
  /** Rejects with `TasksApiError`. Interactive calls are attempted once; others as `call.repeat` allows, within the time limit. */
  send<T>(call: ApiCall<T>, patience: Patience): Promise<T>;
  /** The same, and tells how many attempts it took: a repeated call may meet the traces of its own first attempt. */
  sendCounted<T>(call: ApiCall<T>, patience: Patience): Promise<{ result: Result<T, TasksApiError>; attempts: number }>;
};

/** Visible ASCII: anything else cannot stand in a header, and `fetch` would quote it in its error. */
const isSendableKey = (key: string): boolean => /^[\x21-\x7e]+$/.test(key);

const rank: Readonly<Record<Repeat, number>> = { never: 0, if_untouched: 1, always: 2 };

/** Both sides must agree: the call allows it, and the failure is one after which it makes sense. */
const mayRepeat = (call: Repeat, failure: Repeat): boolean =>
  failure !== "never" && call !== "never" && rank[call] >= rank[failure];

/** Clarifai's own clients name themselves in it; its own id of the request, which support asks for, then begins with it. */
const REQUEST_ID_PREFIX = "x-clarifai-request-id-prefix";

/** What ky may send again is decided call by call, not by its method. */
const ALL_METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Rejects as soon as the deadline passes, even where `fetch` does not listen to its signal (an in-process one may not). */
async function withinDeadline<T>(name: string, start: () => Promise<T>, { signal, limitMs }: Deadline): Promise<T> {
  const late = (): AttemptFailed => new AttemptFailed(toTimeOut(name, limitMs));
  if (signal.aborted) throw late();
  let stop: () => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    stop = () => reject(late());
    signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([start(), over]).finally(() => signal.removeEventListener("abort", stop));
}

export function createTransport(options: TransportOptions): Transport {
  const { key, now = () => new Date(), random = Math.random, requestScope = NO_REQUESTS, watch = UNWATCHED } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const fetchAnswer = options.fetch ?? fetch;
  const tools: Omit<AnswerTools, "maxAnswerBytes"> = {
    now,
    redact: (text) => (isSendableKey(key) ? text.replaceAll(key, "[key]") : text),
  };
  const http = ky.create({
    prefixUrl: options.baseUrl,
    // Of one attempt; the limit here is over all of them, the pauses between them and the reading of the answer.
    timeout: false,
    redirect: "manual",
    headers: { accept: "application/json", ...(isSendableKey(key) && { authorization: `Key ${key}` }) },
  });

  const toDeadline = (patience: Patience): Deadline => {
    if (typeof patience === "object") return patience;
    return createDeadline(patience === "interactive" ? limits.interactiveMs : limits.backgroundMs, patience);
  };

  /** Full jitter between half and the whole of a doubling pause; never shorter than what the API asked for. */
  const pauseAfter = (attempts: number, error: TasksApiError): number => {
    const whole = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** (attempts - 1));
    return Math.max(error.retryAfterMs ?? 0, whole * (0.5 + random() / 2));
  };

  /**
   * Sends a call through ky, which repeats it; `count` is told of every attempt. Neither the body nor the answer passes through ky: it
   * copies the stream of each once more for whoever may want it, which takes longer than all the rest of a call in this process.
   */
  const sendThrough = async <T>(call: ApiCall<T>, path: string, deadline: Deadline, count: () => void): Promise<T> => {
    let pauseMs = 0;
    const answers: T[] = [];
    const request = requestScope.current();
    const maxAnswerBytes = call.carriesFile ? limits.maxFileAnswerBytes : limits.maxAnswerBytes;
    const sent = call.body && { body: JSON.stringify(call.body) };
    await http(path, {
      method: call.method,
      searchParams: toSearchParams(call.query),
      signal: deadline.signal,
      headers: {
        ...(sent && { "content-type": "application/json" }),
        ...(call.isMinimal && { prefer: "return=minimal" }),
        ...(request !== undefined && { [REQUEST_ID_PREFIX]: `labeldesk-${request}` }),
      },
      fetch: async (input, init) => {
        count();
        const response = await fetchAnswer(input, { ...init, ...sent }).catch((error: unknown) => {
          throw new AttemptFailed(toConnectionFailure(call.name, error));
        });
        // Here, since ky itself sees only the status line, and not half a body or a failure inside a 200.
        answers.push(await readAnswer(call, response, { ...tools, maxAnswerBytes }));
        return new Response();
      },
      retry: {
        limit: deadline.haste === "interactive" ? 0 : Number.POSITIVE_INFINITY,
        methods: [...ALL_METHODS],
        shouldRetry: ({ error, retryCount }) => {
          if (!(error instanceof AttemptFailed) || !mayRepeat(call.repeat, error.failure.repeat)) return false;
          pauseMs = pauseAfter(retryCount, error.failure.error);
          // What went wrong says more than that the time ran out while waiting.
          return pauseMs < deadline.remainingMs();
        },
        delay: () => pauseMs,
      },
    });
    const [answer] = answers;
    if (answer === undefined) throw new Error(`${call.name}: ky resolved without an answer`);
    return answer;
  };

  const sendCounted: Transport["sendCounted"] = (call, patience) =>
    watch({ what: "call", name: call.name }, async (note) => {
      const sent = await attemptAll(call, patience);
      note(sent.result.ok ? "ok" : sent.result.error.code);
      return sent;
    });

  const attemptAll: Transport["sendCounted"] = async (call, patience) => {
    let attempts = 0;
    const failed = (error: TasksApiError) => ({ result: err(error), attempts });
    if (!isSendableKey(key)) {
      const description = "the key is empty or has characters that no key has";
      return failed(new TasksApiError({ code: "unauthorized", call: call.name, description }));
    }
    const path = toPath(call.path);
    if (path === undefined) {
      const description = "the id is not one that the API gives";
      return failed(new TasksApiError({ code: "not_found", call: call.name, description }));
    }
    const deadline = toDeadline(patience);
    const count = (): void => {
      attempts += 1;
    };
    try {
      const answer = await withinDeadline(call.name, () => sendThrough(call, path, deadline, count), deadline);
      return { result: ok(answer), attempts };
    } catch (error) {
      // An aborted fetch rejects like a broken connection; what it was is told by the signal.
      if (deadline.signal.aborted) return failed(toTimeOut(call.name, deadline.limitMs).error);
      if (!(error instanceof AttemptFailed)) throw error;
      return failed(error.failure.error);
    }
  };

  return {
    limits,
    sendCounted,
    send: async (call, patience) => {
      const { result } = await sendCounted(call, patience);
      if (result.ok) return result.value;
      throw result.error;
    },
  };
}
