import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";

/**
 * A thread's part in the turns, as it is handed over: how many requests write or want to, and behind it a place for each thread, in which
 * the mark of the one that writes stands, or 0. One that is told to end may do so beside the one that is opened in its stead.
 */
export const ThreadTurns = z.object({ shared: z.instanceof(SharedArrayBuffer), place: z.number(), mark: z.number() });
export type ThreadTurns = z.infer<typeof ThreadTurns>;

const REQUESTS = 0;
const THREADS = ["background", "large requests"] as const;
export type WritingThread = (typeof THREADS)[number];

/** How often it is looked whether it is one's turn. */
const LOOK_MS = 1;
/** A batch takes some 30 ms, a large request longer: whoever has waited for so long leaves it to SQLite. */
const REQUEST_PATIENCE_MS = 1_000;
/** Requests that come without an end do not hold a batch up for ever. */
const BATCH_PATIENCE_MS = 200;

/**
 * Whose turn it is to write to a SQLite file among the threads of one process. SQLite has one writer, and whoever comes second waits
 * inside of it, with the event loop standing still (50 ms at a time, `libsql-handle.ts`). Here a request that meets a thread's
 * transaction waits beside the loop, and a thread begins none while requests want to write. It is a courtesy: who has waited long
 * enough writes, and SQLite decides.
 */
export function createWriteTurns() {
  const shared = new SharedArrayBuffer((1 + THREADS.length) * Int32Array.BYTES_PER_ELEMENT);
  const writers = new Int32Array(shared);
  const placeOf = (thread: WritingThread): number => 1 + THREADS.indexOf(thread);
  const isThreadAtIt = (): boolean => THREADS.some((thread) => Atomics.load(writers, placeOf(thread)) > 0);
  let opened = 0;

  return {
    /** The turn of what a request writes. Those of this thread are one after the other by themselves. */
    async ofRequest(): Promise<() => void> {
      Atomics.add(writers, REQUESTS, 1);
      await waitWhile(isThreadAtIt, performance.now() + REQUEST_PATIENCE_MS);
      return () => void Atomics.sub(writers, REQUESTS, 1);
    },
    /** For one thread that is opened. */
    ofThread(thread: WritingThread): ThreadTurns {
      opened += 1;
      return { shared, place: placeOf(thread), mark: opened };
    },
    /** The thread has ended, perhaps in the middle of a turn. */
    ended: ({ place, mark }: ThreadTurns): void => void Atomics.compareExchange(writers, place, mark, 0),
  };
}

export type WriteTurns = ReturnType<typeof createWriteTurns>;

/** In the thread: the turn of its next transaction. Its transactions are one after the other. */
export function createThreadTurns({ shared, place, mark }: ThreadTurns): () => Promise<() => void> {
  const writers = new Int32Array(shared);
  const areRequests = (): boolean => Atomics.load(writers, REQUESTS) > 0;
  const leave = (): void => void Atomics.compareExchange(writers, place, mark, 0);
  return async () => {
    const until = performance.now() + BATCH_PATIENCE_MS;
    do {
      leave();
      await waitWhile(areRequests, until);
      Atomics.store(writers, place, mark);
      // A request may have come between the look and the word.
    } while (areRequests() && performance.now() < until);
    return leave;
  };
}

async function waitWhile(isBusy: () => boolean, until: number): Promise<void> {
  while (isBusy() && performance.now() < until) await pause(LOOK_MS);
}
