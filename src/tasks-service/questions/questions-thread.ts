import { workerData } from "node:worker_threads";
import * as z from "zod";
import { connectTasksStore } from "../tables/store.ts";
import { answerCalls } from "../threads/answer-calls.ts";
import { ThreadDatabase } from "../threads/database-of-thread.ts";
import { answerQuestion } from "./answer-question.ts";
import { Question } from "./question.ts";

/** Runs in a thread of its own: answers one question after the other. */

const { database } = z.object({ database: ThreadDatabase }).parse(workerData);

answerCalls(async (question) => {
  // Opened anew each time: it takes 10 ms, and an idle thread holds no connection.
  const store = connectTasksStore(database);
  try {
    return await answerQuestion(store.db, Question.parse(question));
  } finally {
    await store.close();
  }
});
