import type { DatabaseTarget } from "../../store/engine/open.ts";
import type { TasksStore } from "../tables/store.ts";
import type { OpenThread } from "../threads/open-thread.ts";
import { createThreadCaller } from "../threads/thread-caller.ts";
import { answerQuestion } from "./answer-question.ts";
import { Answer, type Question } from "./question.ts";

/** Has a question answered, beside the requests. */
export type Ask = (question: Question) => Promise<Answer>;
export type Asker = { readonly ask: Ask; stop(): Promise<void> };

const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };
/** Whoever draws a thousand shapes submits once in minutes; their colleagues do so in between. */
const IDLE_MS = 60_000;

/** Where it is asked: what is in a thread of its own already needs no other one. */
export const askHere =
  (store: TasksStore): Ask =>
  (question) =>
    answerQuestion(store.db, question);

/** In a thread of its own, where the database can be opened twice; a database in memory lives in this thread alone. */
export function createAsker(store: TasksStore, database: DatabaseTarget, openThread: OpenThread): Asker {
  if (database.kind === "sqlite" && database.path === ":memory:") {
    return { ask: askHere(store), stop: async () => undefined };
  }
  const caller = createThreadCaller({
    open: () =>
      openThread(new URL("./questions-thread.ts", import.meta.url), {
        workerData: { database },
        resourceLimits: MEMORY,
      }),
    idleMs: IDLE_MS,
  });
  return { ask: async (question) => Answer.parse(await caller.call(question)), stop: () => caller.stop() };
}
