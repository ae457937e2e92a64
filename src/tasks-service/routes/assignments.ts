import * as z from "zod";
import type { AppRoute } from "../http/route.ts";
import type { Service } from "../http/service.ts";
import type { AssignmentKey } from "../labeling/assignment-id.ts";
import { startLabeling } from "../labeling/start-labeling.ts";
import { submitLabels } from "../labeling/submit-labels.ts";
import { invalidRequest, taskForbidden } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import { type AppCall, isOwner } from "../tables/call.ts";
import { inputMessages } from "../tables/inputs.ts";
import { isOpenToAll } from "../work/work-task.ts";
import {
  assignmentsGone,
  Ids,
  inBatches,
  MAX_ANSWER,
  readIds,
  Workers,
  weighInputs,
  workTask,
} from "./assignment-batches.ts";
import { assignmentMessages } from "./assignment-messages.ts";
import { requireInputKeys } from "./load-inputs.ts";
import { reviewAssignments, startReview } from "./review-assignments.ts";

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
  hasMinimal: true,
  run: async (service, call) => {
    const request = Request.parse(call.message);
    const keys = await act(service, call, request);
    const shown = !call.isMinimal ? "whole" : request.action.endsWith("_START") ? "without_bytes" : "id";
    return { task_assignments: await assignmentMessages(service.store.db, keys.slice(0, MAX_ANSWER), shown) };
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
      return reviewAssignments(service, call, request.task_id, request.review_approve_config, "approve");
    case "REVIEW_REQUEST_CHANGES":
      return reviewAssignments(
        service,
        call,
        request.task_id,
        request.review_request_changes_config,
        "request_changes",
      );
    case "REVIEW_REJECT":
      return reviewAssignments(service, call, request.task_id, request.review_reject_config, "reject");
    default:
      return submitInput(service, call, request);
  }
}

function start(service: Service, call: AppCall, taskId: string): Promise<AssignmentKey[]> {
  return service.store.writeApp(call.app.key, async (trx) => {
    const task = await workTask(trx, call, taskId);
    if (isOpenToAll(task)) {
      throw taskForbidden(
        "This task names no workers: label any of its inputs by posting annotations with its task_id.",
      );
    }
    if (!task.workers.some(({ key }) => key === call.caller.key)) {
      throw taskForbidden(`"${call.caller.id}" is not a worker of this task.`);
    }
    const context = { now: service.now(), returnAfterMs: service.returnAfterMs };
    const keys = await startLabeling(trx, task, call.caller.key, context);
    await weighInputs(trx, service, call, keys);
    return keys;
  });
}

async function submit(
  service: Service,
  call: AppCall,
  taskId: string,
  ids: readonly { id: string }[],
): Promise<AssignmentKey[]> {
  const task = await workTask(service.store.db, call, taskId);
  const keys = readIds(task, ids);
  if (!isOwner(call) && keys.some(({ worker }) => worker !== call.caller.key)) {
    throw taskForbidden("An assignment can be submitted by its worker alone, or by the owner of the app.");
  }
  if (!call.isMinimal) await weighInputs(service.store.db, service, call, keys);
  const gone = await submitAll(service, call, taskId, keys);
  if (gone.length > 0) throw assignmentsGone(gone, keys.length - gone.length);
  return keys;
}

/** Submits assignments, and answers those that are gone. */
async function submitAll(
  service: Service,
  call: AppCall,
  taskId: string,
  keys: readonly AssignmentKey[],
): Promise<AssignmentKey[]> {
  const gone: AssignmentKey[] = [];
  await inBatches(service, call, taskId, keys, async (trx, work, batch) => {
    gone.push(...(await submitLabels(trx, work, batch, service.now().toISOString())));
  });
  return gone;
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
  const [input = 0] = await requireInputKeys(db, call.app.key, [request.input_id]);
  const key = { task: task.row.key, input, worker: call.caller.key };
  if (!call.isMinimal) await weighInputs(db, service, call, [key]);
  const gone = await submitAll(service, call, request.task_id, [key]);
  if (gone.length > 0) throw taskForbidden(`Input "${request.input_id}" is not assigned to "${call.caller.id}".`);
  return [key];
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
