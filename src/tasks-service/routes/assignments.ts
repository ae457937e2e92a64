import { z } from "zod";
import { invalidRequest, taskConflict, taskForbidden } from "../api-error.ts";
import type { AppCall, AppRoute } from "../http/route.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Service } from "../service.ts";
import type { Reader } from "../store.ts";
import { chunksOf } from "../tables/chunks-of.ts";
import { findInputs, inputMessages } from "../tables/inputs.ts";
import { findUsers } from "../tables/people.ts";
import { loadTask } from "../tasks/write-task.ts";
import { type AssignmentKey, parseAssignmentId } from "../work/assignment-id.ts";
import { assignmentMessages } from "../work/assignment-messages.ts";
import { reviewLabels, type Verdict } from "../work/review-labels.ts";
import { startLabeling } from "../work/start-labeling.ts";
import { readReviewQueue } from "../work/start-review.ts";
import { submitLabels } from "../work/submit-labels.ts";
import { loadWorkTask, type WorkTask } from "../work/work-task.ts";
import { inputMissing } from "./inputs.ts";

/** The vendor's number for a review as for work. */
const AT_A_TIME = 10;
/** Assignments that one transaction reviews or submits: a few milliseconds. */
const BATCH = 50;
/** A bulk answer names so many of what it changed. */
const MAX_ANSWER = 1000;

const Ids = z.array(z.object({ id: z.string().default("") })).default([]);
const Workers = z.array(z.object({ user: z.object({ id: z.string().default("") }).prefault({}) })).default([]);
const Review = z.object({ task_assignments: Ids, workers: Workers }).prefault({});
const Request = z.object({
  task_id: z.string(),
  input_id: z.string().default(""),
  action: z.string().default("PUT_TASK_ASSIGNMENTS_REQUEST_ACTION_NOT_SET"),
  label_submit_config: z.object({ task_assignments: Ids }).prefault({}),
  review_start_config: z.object({ workers: Workers }).prefault({}),
  review_approve_config: Review,
  review_request_changes_config: Review,
  review_reject_config: Review,
});
type Request = z.infer<typeof Request>;

const put: AppRoute = {
  call: "PutTaskAssignments",
  method: "PUT",
  path: "/tasks/{task_id}/assignments",
  scope: "app",
  access: "member",
  request: "PutTaskAssignmentsRequest",
  run: async (service, call) => {
    const request = Request.parse(call.message);
    const keys = await act(service, call, request);
    return { task_assignments: await assignmentMessages(service.store.db, keys.slice(0, MAX_ANSWER)) };
  },
};

function act(service: Service, call: AppCall, request: Request): Promise<AssignmentKey[]> {
  switch (request.action) {
    case "LABEL_START":
      return start(service, call, request.task_id);
    case "LABEL_SUBMIT":
      return submit(service, call, request.task_id, request.label_submit_config.task_assignments);
    case "REVIEW_START":
      return startReview(service, call, request.task_id, request.review_start_config.workers);
    case "REVIEW_APPROVE":
      return review(service, call, request.task_id, request.review_approve_config, "approve");
    case "REVIEW_REQUEST_CHANGES":
      return review(service, call, request.task_id, request.review_request_changes_config, "request_changes");
    case "REVIEW_REJECT":
      return review(service, call, request.task_id, request.review_reject_config, "reject");
    default:
      return submitInput(service, call, request);
  }
}

const isOwner = ({ caller, app }: AppCall): boolean => caller.key === app.owner;

async function workTask(db: Reader, { app }: AppCall, id: string): Promise<WorkTask> {
  return loadWorkTask(db, await loadTask(db, app, id));
}

function start(service: Service, call: AppCall, taskId: string): Promise<AssignmentKey[]> {
  return service.store.writeApp(call.app.key, async (trx) => {
    const task = await workTask(trx, call, taskId);
    if (!task.workers.some(({ key }) => key === call.caller.key)) {
      throw taskForbidden(`"${call.caller.id}" is not a worker of this task.`);
    }
    return startLabeling(trx, task, call.caller.key, { now: service.now(), returnAfterMs: service.returnAfterMs });
  });
}

/** The assignments that these ids name, all of this task. */
async function readKeys(db: Reader, task: WorkTask, ids: readonly { id: string }[]): Promise<AssignmentKey[]> {
  if (ids.length === 0) throw invalidRequest('"task_assignments" is empty: name at least one.');
  const keys: AssignmentKey[] = [];
  for (const { id } of ids) {
    const key = parseAssignmentId(id);
    if (key === undefined || key.task !== task.row.key) throw invalidRequest(`This task has no assignment "${id}".`);
    keys.push(key);
  }
  const existing = new Set<string>();
  for (const chunk of chunksOf([...new Set(keys.map(({ input }) => input))])) {
    const rows = await db
      .selectFrom("assignments")
      .select(["input", "worker"])
      .where("task", "=", task.row.key)
      .where("input", "in", chunk)
      .execute();
    for (const { input, worker } of rows) existing.add(`${input}:${worker}`);
  }
  for (const [index, { input, worker }] of keys.entries()) {
    if (existing.has(`${input}:${worker}`)) continue;
    throw taskConflict(
      `Assignment "${ids[index]?.id}" is gone: it was given back or its work was divided anew. Start again for the next ones.`,
    );
  }
  return keys;
}

async function submit(
  service: Service,
  call: AppCall,
  taskId: string,
  ids: readonly { id: string }[],
): Promise<AssignmentKey[]> {
  const task = await workTask(service.store.db, call, taskId);
  const keys = await readKeys(service.store.db, task, ids);
  if (!isOwner(call) && keys.some(({ worker }) => worker !== call.caller.key)) {
    throw taskForbidden("An assignment can be submitted by its worker alone, or by the owner of the app.");
  }
  await inBatches(service, call, taskId, keys, (trx, work, batch) =>
    submitLabels(trx, work, batch, service.now().toISOString()),
  );
  return keys;
}

/** The deprecated form: no action, but the id of an input whose assignment the caller submits. */
async function submitInput(service: Service, call: AppCall, request: Request): Promise<AssignmentKey[]> {
  if (request.input_id === "") {
    throw invalidRequest(
      '"action" must be LABEL_START, LABEL_SUBMIT, REVIEW_START, REVIEW_APPROVE, REVIEW_REQUEST_CHANGES or REVIEW_REJECT.',
    );
  }
  const { db } = service.store;
  const task = await workTask(db, call, request.task_id);
  const [input] = await findInputs(db, call.app.key, { ids: [request.input_id], limit: 1, offset: 0 });
  if (input === undefined) throw inputMissing(request.input_id);
  const key = { task: task.row.key, input: input.key, worker: call.caller.key };
  const row = await db
    .selectFrom("assignments")
    .select("status")
    .where("task", "=", key.task)
    .where("input", "=", key.input)
    .where("worker", "=", key.worker)
    .executeTakeFirst();
  if (row === undefined) throw taskForbidden(`Input "${request.input_id}" is not assigned to "${call.caller.id}".`);
  await inBatches(service, call, request.task_id, [key], (trx, work, batch) =>
    submitLabels(trx, work, batch, service.now().toISOString()),
  );
  return [key];
}

async function workerKeys(db: Reader, workers: z.infer<typeof Workers>): Promise<number[] | undefined> {
  if (workers.length === 0) return undefined;
  return [
    ...(
      await findUsers(
        db,
        workers.map(({ user }) => user.id),
      )
    ).values(),
  ].map(({ key }) => key);
}

function refuseStranger(call: AppCall, task: WorkTask): void {
  if (isOwner(call) || task.reviewers.some(({ key }) => key === call.caller.key)) return;
  throw taskForbidden(`"${call.caller.id}" is not a reviewer of this task.`);
}

async function startReview(
  service: Service,
  call: AppCall,
  taskId: string,
  named: z.infer<typeof Workers>,
): Promise<AssignmentKey[]> {
  const { db } = service.store;
  const task = await workTask(db, call, taskId);
  refuseStranger(call, task);
  const workers = await workerKeys(db, named);
  return readReviewQueue(db, task, {
    reviewer: call.caller.key,
    limit: AT_A_TIME,
    ...(workers !== undefined && { workers }),
  });
}

async function review(
  service: Service,
  call: AppCall,
  taskId: string,
  { task_assignments, workers }: z.infer<typeof Review>,
  verdict: Verdict,
): Promise<AssignmentKey[]> {
  const { db } = service.store;
  const task = await workTask(db, call, taskId);
  refuseStranger(call, task);
  const judge = { key: call.caller.key };
  const apply = (keys: readonly AssignmentKey[]) =>
    inBatches(service, call, taskId, keys, (trx, work, batch) =>
      reviewLabels(trx, work, batch, { judge, verdict, now: service.now().toISOString() }),
    );
  if (workers.length === 0) {
    const keys = await readKeys(db, task, task_assignments);
    await apply(keys);
    return keys;
  }
  if (task_assignments.length > 0) throw invalidRequest('Name "task_assignments" or "workers", not both.');
  return reviewAll(db, task, { reviewer: judge.key, workers: (await workerKeys(db, workers)) ?? [] }, apply);
}

/** All that these workers have submitted and that awaits this reviewer, as it is when it is come to. */
async function reviewAll(
  db: Reader,
  task: WorkTask,
  query: { reviewer: number; workers: readonly number[] },
  apply: (keys: readonly AssignmentKey[]) => Promise<void>,
): Promise<AssignmentKey[]> {
  const done: AssignmentKey[] = [];
  for (let after: AssignmentKey | undefined; ; ) {
    const keys = await readReviewQueue(db, task, { ...query, limit: BATCH, ...(after !== undefined && { after }) });
    if (keys.length === 0) return done;
    await apply(keys);
    if (done.length < MAX_ANSWER) done.push(...keys);
    after = keys.at(-1);
  }
}

/** Works through assignments in short transactions; each sees the task as it is then. */
async function inBatches(
  service: Service,
  call: AppCall,
  taskId: string,
  keys: readonly AssignmentKey[],
  apply: (trx: Parameters<typeof submitLabels>[0], task: WorkTask, batch: readonly AssignmentKey[]) => Promise<void>,
): Promise<void> {
  for (const batch of chunksOf(keys, BATCH)) {
    await service.store.writeApp(call.app.key, async (trx) => apply(trx, await workTask(trx, call, taskId), batch));
  }
}

/** The deprecated way to ask for the next inputs. */
const listNext: AppRoute = {
  call: "ListNextTaskAssignments",
  method: "GET",
  path: "/tasks/{task_id}/assignments",
  scope: "app",
  access: "member",
  request: "ListNextTaskAssignmentsRequest",
  run: async (service, call): Promise<JsonObject> => {
    const keys = await start(service, call, String(call.message["task_id"]));
    const inputs = keys.map(({ input }) => input);
    if (inputs.length === 0) return { inputs: [] };
    const rows = await service.store.db
      .selectFrom("inputs")
      .selectAll()
      .where("key", "in", inputs)
      .orderBy("key")
      .execute();
    return { inputs: await inputMessages(service.store.db, rows) };
  },
};

export const assignmentRoutes = [put, listNext];
