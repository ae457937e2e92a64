import { randomUUID } from "node:crypto";
import { workerData } from "node:worker_threads";
import * as z from "zod";
import { measureTask } from "../agreement/measure-task.ts";
import type { Job } from "../background/run-job.ts";
import { carryOut } from "../http/carry-out.ts";
import type { Service } from "../http/service.ts";
import { ApiError } from "../protocol/api-error.ts";
import { writeWithAnswers } from "../questions/answers.ts";
import { askHere } from "../questions/asker.ts";
import { routes } from "../routes/routes.ts";
import { connectTasksStore, type TasksStore } from "../tables/store.ts";
import { answerCalls } from "../threads/answer-calls.ts";
import { ThreadDatabase } from "../threads/database-of-thread.ts";
import { createThreadTurns, ThreadTurns } from "../threads/write-turns.ts";
import { type LargeAnswer, LargeRequest, Settings } from "./question.ts";

/** Runs in a thread of its own: carries out one large request after the other. */

const Start = z.object({ database: ThreadDatabase, turns: ThreadTurns, settings: Settings });
const { database, turns, settings } = Start.parse(workerData);
const takeTurn = createThreadTurns(turns);

const isHandedOver = (answer: LargeAnswer): answer is LargeAnswer & { outcome: Uint8Array<ArrayBuffer> } =>
  answer.outcome instanceof Uint8Array;

answerCalls(
  async (question, signal): Promise<LargeAnswer> => {
    const request = LargeRequest.parse(question);
    const route = routes.find(({ method, path }) => method === request.method && path === request.path);
    if (route === undefined) throw new Error(`the thread has no route ${request.method} ${request.path}`);
    const jobs: Job[] = [];
    // Opened anew each time: it takes 10 ms, and an idle thread holds no connection.
    const store = connectTasksStore(database, takeTurn);
    try {
      const json = await carryOut(serviceOn(store, { request, jobs, signal }), route, request);
      return { outcome: new TextEncoder().encode(json), jobs };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, httpStatus, description, details, retryAfter } = error;
      const refusal = { code, httpStatus, description, details, ...(retryAfter !== undefined && { retryAfter }) };
      return { outcome: refusal, jobs };
    } finally {
      await store.close();
    }
  },
  (answer) => (isHandedOver(answer) ? [answer.outcome.buffer] : []),
);

function serviceOn(
  store: TasksStore,
  { request, jobs, signal }: { request: LargeRequest; jobs: Job[]; signal: AbortSignal },
): Service {
  return {
    ...settings,
    store,
    writeWithAnswers: (app, work) => writeWithAnswers(store, app, askHere(store), work),
    weigh: () => undefined,
    now: () => request.now,
    newId: randomUUID,
    background: { wake: (more) => void jobs.push(...more) },
    measurer: { measure: (task) => measureTask(store.db, task, signal) },
  };
}
