import ky from "ky";
import type { Result } from "../domain/result.ts";
import type { Haste } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { type AttemptTools, attempt } from "./attempt.ts";
import type { ApiCall, Repeat } from "./call.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import { type Failure, toTimeOut } from "./failure.ts";
import { type ApiLimits, defaultLimits } from "./limits.ts";

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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Both sides must agree: the call allows it, and the failure is one after which it makes sense. */
const mayRepeat = (call: Repeat, failure: Repeat): boolean =>
  failure !== "never" && call !== "never" && rank[call] >= rank[failure];

/** Resolves as soon as the deadline passes, even where `fetch` does not listen to its signal (an in-process one may not). */
const withinDeadline = async <T>(
  name: string,
  run: (signal: AbortSignal) => Promise<Result<T, Failure>>,
  { signal, limitMs }: Deadline,
): Promise<Result<T, Failure>> => {
  const late: Result<T, Failure> = { ok: false, error: toTimeOut(name, limitMs) };
  if (signal.aborted) return late;
  let stop: () => void = () => undefined;
  const over = new Promise<Result<T, Failure>>((resolve) => {
    stop = () => resolve(late);
    signal.addEventListener("abort", stop, { once: true });
  });
  const result = await Promise.race([run(signal), over]).finally(() => signal.removeEventListener("abort", stop));
  // An aborted fetch rejects like a broken connection; what it was is told by the signal.
  return !result.ok && signal.aborted ? late : result;
};

export const createTransport = (options: TransportOptions): Transport => {
  const { key, now = () => new Date(), random = Math.random } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const tools: AttemptTools = {
    http: ky.create({
      prefixUrl: options.baseUrl,
      // Repeats are decided below: ky sees only the status line, and not a half body or a failure inside a 200.
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      redirect: "manual",
      headers: { accept: "application/json", ...(isSendableKey(key) && { authorization: `Key ${key}` }) },
      ...(options.fetch !== undefined && { fetch: options.fetch }),
    }),
    maxAnswerBytes: limits.maxAnswerBytes,
    now,
    redact: (text) => (isSendableKey(key) ? text.replaceAll(key, "[key]") : text),
  };

  const toDeadline = (patience: Patience): Deadline => {
    if (typeof patience === "object") return patience;
    return createDeadline(patience === "interactive" ? limits.interactiveMs : limits.backgroundMs, patience);
  };

  /** Full jitter between half and the whole of a doubling pause; never shorter than what the API asked for. */
  const pauseAfter = (attempts: number, error: TasksApiError): number => {
    const whole = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** (attempts - 1));
    return Math.max(error.retryAfterMs ?? 0, whole * (0.5 + random() / 2));
  };

  const sendCounted: Transport["sendCounted"] = async (call, patience) => {
    if (!isSendableKey(key)) {
      const description = "the key is empty or has characters that no key has";
      const error = new TasksApiError({ code: "unauthorized", call: call.name, description });
      return { result: { ok: false, error }, attempts: 0 };
    }
    const deadline = toDeadline(patience);
    for (let attempts = 1; ; attempts += 1) {
      const result = await withinDeadline(call.name, (signal) => attempt(call, tools, signal), deadline);
      if (result.ok) return { result, attempts };
      const { error, repeat } = result.error;
      const failed = { result: { ok: false, error }, attempts } as const;
      if (deadline.haste === "interactive" || !mayRepeat(call.repeat, repeat)) return failed;
      const pauseMs = pauseAfter(attempts, error);
      // What went wrong says more than that the time ran out while waiting.
      if (pauseMs >= deadline.remainingMs()) return failed;
      await pause(pauseMs);
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
};
