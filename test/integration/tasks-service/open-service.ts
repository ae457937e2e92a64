import { randomUUID } from "node:crypto";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import {
  createTasksService,
  type TasksService,
  type TasksServiceOptions,
} from "../../../src/tasks-service/create-tasks-service.ts";
import { findCall, problemsOf } from "../../contract/protocol.ts";
import { openBuiltThread } from "../../support/built.ts";
import { putMigrated } from "../../support/migrated-database.ts";

type Json = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: answers are judged by the protocol test; here they are read freely.
export type Answer = { http: number; body: any; headers: Headers };

export type Client = (method: string, path: string, body?: Json) => Promise<Answer>;

const OWNER = "labeldesk";
const APP = "T1";
export const LONG = `/v2/users/${OWNER}/apps/${APP}`;

/** A service with one owner, one app and a clock that the test moves. */
export async function openService(
  target: DatabaseTarget,
  options: Pick<TasksServiceOptions, "rateLimit" | "batches" | "openThread"> = {},
) {
  const clock = { at: new Date("2026-01-02T03:04:05.000Z") };
  const errors: unknown[] = [];
  await putMigrated(target, "tasksService");
  const service: TasksService = await createTasksService({
    database: target,
    now: () => clock.at,
    newId: () => randomUUID(),
    openThread: openBuiltThread,
    ...options,
    log: { error: (fields) => errors.push(fields) },
  });
  const { key } = await service.ensureOwner(OWNER);
  await service.ensureApp(OWNER, APP);
  return { service, clock, errors, key, owner: clientOf(service, key) };
}

/**
 * Speaks to the service with a key; paths that do not begin with /v2 are in the long form within the app.
 * Every answer of a call that the vendor's protocol has is judged by it, whatever the test is about.
 */
export function clientOf(service: TasksService, key: string): Client {
  return async (method, path, body) => {
    const url = path.startsWith("/v2") ? path : `${LONG}${path}`;
    const response = await service.fetch(
      new Request(`http://tasks.test${url}`, {
        method,
        headers: { Authorization: `Key ${key}`, "Content-Type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const answer = { http: response.status, body: await response.json(), headers: response.headers };
    const type = findCall(method, new URL(`http://tasks.test${url}`).pathname)?.responseType;
    const problems = type === undefined ? [] : problemsOf(type, answer.body);
    if (problems.length > 0) throw new Error(`${method} ${path} answered no ${type}: ${problems.join("; ")}`);
    return answer;
  };
}

/** Concepts, inputs and collaborators, as most tests need them. */
export async function seed(
  owner: Client,
  {
    inputs,
    people = ["ana", "ben", "cleo"],
    concepts = ["cat", "dog"],
  }: { inputs: number; people?: string[]; concepts?: string[] },
) {
  await owner("POST", "/concepts", { concepts: concepts.map((id) => ({ id })) });
  await owner("POST", "/collaborators", { collaborators: people.map((id) => ({ user: { id } })) });
  for (let start = 0; start < inputs; start += 500) {
    const batch = Array.from({ length: Math.min(500, inputs - start) }, (_, index) => ({
      id: `input-${start + index}`,
      data: { text: { raw: `text ${start + index}` } },
    }));
    const answer = await owner("POST", "/inputs", { inputs: batch });
    if (answer.http !== 200) throw new Error(JSON.stringify(answer.body));
  }
}

/** A valid task; `change` replaces top-level fields. */
export const task = (change: Json = {}): Json => ({
  name: "Cats",
  type: "CONCEPTS_CLASSIFICATION",
  concepts: [{ concept: { id: "cat" } }, { concept: { id: "dog" } }],
  input_source: { type: "ALL_INPUTS" },
  worker: { strategy: "FULL", workers: [{ user: { id: "ana" } }, { user: { id: "ben" } }] },
  review: { strategy: "NONE" },
  ...change,
});

export const partitioned = (workersPerInput: number, workers: string[], weights?: Record<string, number>): Json => ({
  strategy: "PARTITIONED",
  workers: workers.map((id) => ({ user: { id } })),
  partitioned_strategy_info: {
    type: weights === undefined ? "EVENLY" : "WEIGHTED",
    workers_per_input: workersPerInput,
    ...(weights !== undefined && { weights }),
  },
});
