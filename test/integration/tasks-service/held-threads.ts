import type { OpenThread } from "../../../src/tasks-service/threads/open-thread.ts";
import { openBuiltThread } from "../../support/built.ts";
import { createGate } from "../../support/create-gate.ts";

/**
 * Opens the service's threads. What a thread of the name is told between `hold` and `release` it hears after that, so that whoever comes
 * in between meets work that is not done, however fast the thread is; only that it is to stop is heard at once.
 */
export function createHeldThreads(name: "background" | "questions") {
  let gate = createGate();
  gate.open();
  const openThread: OpenThread = (code, options) => {
    const worker = openBuiltThread(code, options);
    if (!code.href.endsWith(`/${name}-thread.ts`)) return worker;
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: object, ...rest) => {
      if ("stop" in message) post(message);
      else void gate.opened.then(() => post(message, ...rest));
    };
    return worker;
  };
  return {
    openThread,
    hold: (): void => {
      gate = createGate();
    },
    release: (): void => gate.open(),
  };
}
