import { workerData } from "node:worker_threads";
import * as z from "zod";
import { connectTasksStore } from "../tables/store.ts";
import { answerCalls } from "../threads/answer-calls.ts";
import { ThreadDatabase } from "../threads/database-of-thread.ts";
import { measureTask } from "./measure-task.ts";

/** Runs in a thread of its own: measures the agreement of one task after the other. */

const { database } = z.object({ database: ThreadDatabase }).parse(workerData);
const Question = z.object({ task: z.number() });

answerCalls(async (question, signal) => {
  // Opened anew each time: it takes 10 ms, and an idle thread holds no connection.
  const store = connectTasksStore(database);
  try {
    return await measureTask(store.db, Question.parse(question).task, signal);
  } finally {
    await store.close();
  }
});
