import { expect } from "@jest/globals";
import { createTasksApi, type TasksApi } from "../../../src/api/create-tasks-api.ts";
import type { ApiLimits } from "../../../src/api/limits.ts";
import type { TaskSpec } from "../../../src/domain/task.ts";
import { TasksApiError } from "../../../src/domain/tasks-api-error.ts";

export const KEY = "k3y-0123456789abcdef-secret";

/** Limits that let a test see the behaviour of 30 seconds within a fraction of one. */
export const quick: ApiLimits = {
  interactiveMs: 150,
  backgroundMs: 600,
  firstPauseMs: 5,
  longestPauseMs: 40,
  maxAnswerBytes: 64 * 1024,
  maxFileAnswerBytes: 96 * 1024,
};

/** Where what comes is looked at, and not when: a machine with other work to do may need longer for it than the quick limits allow. */
const patient: ApiLimits = { ...quick, interactiveMs: 10_000, backgroundMs: 20_000 };

export const connect = (baseUrl: string, limits: Partial<ApiLimits> = {}): TasksApi =>
  createTasksApi({ baseUrl, key: KEY, userId: "lead", appId: "app 1", limits: { ...patient, ...limits } });

/** What the promise rejected with, which must be a `TasksApiError`. */
export async function errorOf(promise: Promise<unknown>): Promise<TasksApiError> {
  const error = await promise.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TasksApiError);
  if (!(error instanceof TasksApiError)) throw error;
  return error;
}

export const spec = {
  name: "Ninety ten",
  instructions: "Draw tightly",
  type: "POLYGON_DETECTION",
  concepts: ["cat", "dog"],
  inputSource: { type: "DATASET", id: "lunch" },
  work: { strategy: "PARTITIONED", workers: ["ana", "ben"], workersPerInput: 1, weights: { ana: 90, ben: 10 } },
  review: { strategy: "CONSENSUS", reviewers: ["rev"], labelersMustAgree: 2, reviewersMustApprove: "ALL" },
  priority: "HIGH",
  sampleMs: 500,
  metadata: { labeldesk: { v: 1, submission: "s1" } },
} satisfies TaskSpec;
