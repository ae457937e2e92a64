import type { Worker } from "node:worker_threads";
import * as z from "zod";
import { ApiError } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";

/** Asks a thread to work something out, one question after the other. */
export type ThreadCaller = {
  /**
   * Answers what the thread's `answerCalls` does; questions are plain data. A question that waits already is not asked twice: both get one answer, which is worked out
   * after both were asked. Throws what the thread has thrown, and refuses in words when too many wait or the thread has run out of memory.
   */
  call(question: unknown): Promise<unknown>;
  /** As `call`, for what is done rather than looked up: each is done for itself. `handedOver` goes to the thread without being copied. */
  callOnce(question: unknown, handedOver: readonly ArrayBuffer[]): Promise<unknown>;
  /** Ends the thread; whoever waits is refused. */
  stop(): Promise<void>;
};

type Options = {
  readonly open: () => Worker;
  /** The thread stays open for so long after its last answer: to open one takes some 100 ms. */
  readonly idleMs: number;
  /** More questions than this do not wait; 16 when absent. */
  readonly maxWaiting?: number;
};

/** A thread that is told to stop may finish what it cannot leave; whatever takes longer is cut off. */
const STOP_MS = 2000;

const MAX_WAITING = 16;
const RETRY_S = 5;

const Report = z.union([z.object({ failed: z.string() }), z.object({ answer: z.unknown() })]);

const busy = (waiting: number): ApiError =>
  new ApiError(
    Status.CONN_THROTTLED,
    429,
    "Too many requests",
    `The service is working on ${waiting} other questions of this kind: ask again in ${RETRY_S} s.`,
    RETRY_S,
  );

const tooLarge = (): ApiError =>
  new ApiError(
    Status.CONN_INVALID_REQUEST,
    400,
    "Invalid request",
    "What was asked for takes more memory than the service sets aside for it: it is about too much at a time.",
  );

const stopping = (): ApiError =>
  new ApiError(
    Status.INTERNAL_SERVER_ISSUE,
    503,
    "Service unavailable",
    `The service is stopping, and nothing was changed: ask again in ${RETRY_S} s.`,
    RETRY_S,
  );

export function createThreadCaller({ open, idleMs, maxWaiting = MAX_WAITING }: Options): ThreadCaller {
  const waiting = new Map<string | symbol, Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  let thread: Worker | undefined;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const close = async (): Promise<void> => {
    const ending = thread;
    thread = undefined;
    if (ending === undefined) return;
    const ended = new Promise<void>((resolve) => ending.once("exit", () => resolve()));
    ending.postMessage({ stop: true });
    const cutOff = setTimeout(() => void ending.terminate(), STOP_MS);
    await ended;
    clearTimeout(cutOff);
  };
  /** Whoever waits is told of a failure by `answerOf`; a thread that fails while nobody does is opened anew for the next question. */
  const begin = (): Worker => {
    const worker = open();
    const drop = (): void => {
      if (worker === thread) thread = undefined;
    };
    return worker.on("error", drop).on("exit", drop);
  };
  const ask = async (question: unknown, handedOver: readonly ArrayBuffer[]): Promise<unknown> => {
    clearTimeout(timer);
    if (isStopped) throw stopping();
    thread ??= begin();
    const asked = thread;
    try {
      return await answerOf(asked, question, handedOver);
    } finally {
      if (asked === thread && !isStopped) timer = setTimeout(() => void close(), idleMs).unref();
    }
  };
  const failure = (reason: string): Error => (isStopped ? stopping() : new Error(reason));
  const answerOf = (asked: Worker, question: unknown, handedOver: readonly ArrayBuffer[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const settle = (done: () => void): void => {
        asked.off("message", onMessage).off("error", onError).off("exit", onExit);
        done();
      };
      const onMessage = (message: unknown): void => {
        const report = Report.parse(message);
        settle(() => ("answer" in report ? resolve(report.answer) : reject(failure(report.failed))));
      };
      const onError = (error: unknown): void => settle(() => reject(isOutOfMemory(error) ? tooLarge() : error));
      const onExit = (): void => settle(() => reject(failure("the thread has ended before it answered")));
      asked.on("message", onMessage).on("error", onError).on("exit", onExit);
      asked.postMessage({ question }, handedOver);
    });
  const queue = (
    key: string | symbol,
    question: unknown,
    handedOver: readonly ArrayBuffer[] = [],
  ): Promise<unknown> => {
    const same = waiting.get(key);
    if (same !== undefined) return same;
    if (waiting.size >= maxWaiting) return Promise.reject(busy(maxWaiting));
    const answer = last.then(() => {
      waiting.delete(key);
      return ask(question, handedOver);
    });
    waiting.set(key, answer);
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    call: (question) => queue(JSON.stringify(question), question),
    callOnce: (question, handedOver) => queue(Symbol("asked once"), question, handedOver),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await close();
    },
  };
}

const isOutOfMemory = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
