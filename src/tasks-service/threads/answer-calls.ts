import { parentPort } from "node:worker_threads";
import * as z from "zod";

const Message = z.union([z.object({ stop: z.literal(true) }), z.object({ question: z.unknown() })]);

/**
 * The thread's side of `createThreadCaller`: answers each question, until it is told to stop. `signal` ends the answer under way. What
 * `handOver` names of an answer goes to the caller without being copied.
 */
export function answerCalls<T>(
  answer: (question: unknown, signal: AbortSignal) => Promise<T>,
  handOver: (answer: T) => readonly ArrayBuffer[] = () => [],
): void {
  const stopping = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const report = async (question: unknown): Promise<void> => {
    try {
      const answered = await answer(question, stopping.signal);
      parentPort?.postMessage({ answer: answered }, handOver(answered));
    } catch (error) {
      parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) });
    }
  };
  parentPort?.on("message", (message: unknown) => {
    const read = Message.parse(message);
    if ("question" in read) {
      last = last.then(() => report(read.question));
      return;
    }
    stopping.abort(new Error("the service is stopping"));
    void last.then(() => parentPort?.close());
  });
}
