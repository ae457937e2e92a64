import * as z from "zod";
import { readPage, weighPage } from "../http/page.ts";
import type { AppRoute } from "../http/route.ts";
import type { Service } from "../http/service.ts";
import { invalidRequest } from "../protocol/api-error.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import { isObject } from "../protocol/json.ts";
import type { Answers } from "../questions/answers.ts";
import type { App, AppCall } from "../tables/call.ts";
import { clearLeftovers, hasLeftovers } from "../tables/leftovers.ts";
import { findUsers } from "../tables/people.ts";
import type { TaskRow } from "../tables/schema.ts";
import { unindexed, type Writer } from "../tables/store.ts";
import { loadTask } from "../tables/tasks.ts";
import { bytesOf, weightOf } from "../tables/weights.ts";
import { taskMessages } from "../tasks/task-message.ts";
import { createTask, deleteTasks, mergeStatus, overwriteTask } from "../tasks/write-task.ts";

/** Some thirty tasks with 10,000 weighted workers each. In an answer people stand three times, with their names where these are asked for. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

const List = z.object({
  worker_user_ids: z.array(z.string()).default([]),
  review_user_ids: z.array(z.string()).default([]),
  ids: z.array(z.string()).default([]),
  label_order_ids: z.array(z.string()).default([]),
  input_source_type: z.string().default("INPUT_SOURCE_TYPE_NOT_SET"),
  input_source_ids: z.array(z.string()).default([]),
  additional_fields: z.array(z.string()).default([]),
});
const Get = z.object({ task_id: z.string(), additional_fields: z.array(z.string()).default([]) });
const Patch = z.object({ action: z.string().default("") });
const Delete = z.object({ ids: z.array(z.string()).default([]) });

function readTasks(message: JsonObject): JsonObject[] {
  const list: JsonValue = message["tasks"] ?? [];
  const tasks = Array.isArray(list) ? list.filter(isObject) : [];
  if (tasks.length === 0) throw invalidRequest('"tasks" is empty: send at least one.');
  return tasks;
}

const list: AppRoute = {
  call: "ListTasks",
  method: "GET",
  path: "/tasks",
  scope: "app",
  access: "member",
  request: "ListTasksRequest",
  run: async (service, call) => {
    const { message, app } = call;
    const { db } = service.store;
    const rows = await findTasks(service, app, message);
    return { tasks: await taskMessages(db, rows, call, new Set(List.parse(message).additional_fields)) };
  },
};

/** Newest first. Each list of ids means any of them; several kinds of filter must all hold. */
async function findTasks(service: Service, app: App, message: JsonObject): Promise<TaskRow[]> {
  const { db } = service.store;
  const filter = List.parse(message);
  const { limit, offset } = readPage(message);
  // Label orders are made by the vendor's own staff: no task here belongs to one.
  if (filter.label_order_ids.length > 0) return [];
  const isOfPeople = filter.worker_user_ids.length > 0 || filter.review_user_ids.length > 0;
  let query = db
    .selectFrom("tasks")
    .selectAll()
    .where(isOfPeople ? unindexed("app") : "app", "=", app.key);
  for (const [role, ids] of [
    ["worker", filter.worker_user_ids],
    ["reviewer", filter.review_user_ids],
  ] as const) {
    if (ids.length === 0) continue;
    const people = [...(await findUsers(db, ids)).values()].map(({ key }) => key);
    if (people.length === 0) return [];
    query = query.where(
      "key",
      "in",
      db.selectFrom("task_people").select("task").where("role", "=", role).where("person", "in", people),
    );
  }
  if (filter.ids.length > 0) query = query.where("id", "in", filter.ids);
  if (filter.input_source_type !== "INPUT_SOURCE_TYPE_NOT_SET")
    query = query.where("source_type", "=", filter.input_source_type);
  if (filter.input_source_ids.length > 0) query = query.where("source_id", "in", filter.input_source_ids);
  const order = filter.ids.length > 0 ? unindexed("key") : "key";
  const page = query.orderBy(order, "desc").limit(limit).offset(offset);
  weighPage(service, await page.clearSelect().select(bytesOf("body")).execute(), MAX_PAGE_BYTES);
  return page.execute();
}

const get: AppRoute = {
  call: "GetTask",
  method: "GET",
  path: "/tasks/{task_id}",
  scope: "app",
  access: "member",
  request: "GetTaskRequest",
  run: async ({ store }, call) => {
    const { task_id, additional_fields } = Get.parse(call.message);
    const row = await loadTask(store.db, call.app, task_id);
    const [task] = await taskMessages(store.db, [row], call, new Set(additional_fields));
    return { task: task ?? null };
  },
};

const post: AppRoute = {
  call: "PostTasks",
  method: "POST",
  path: "/tasks",
  scope: "app",
  access: "owner",
  request: "PostTasksRequest",
  run: (service, call) => writeAll(service, call, (trx, message) => createTask(trx, service, call.app, message)),
};

const patch: AppRoute = {
  call: "PatchTasks",
  method: "PATCH",
  path: "/tasks",
  scope: "app",
  access: "owner",
  request: "PatchTasksRequest",
  run: (service, call) => {
    const { action } = Patch.parse(call.message);
    if (action !== "overwrite" && action !== "merge") {
      throw invalidRequest('"action" must be "overwrite" (the whole task) or "merge" (the status alone).');
    }
    const write = action === "merge" ? mergeStatus : overwriteTask;
    return writeAll(service, call, (trx, message, answers) => write(trx, service, call.app, message, answers));
  },
};

/** All tasks of a request or none; then what is left to do goes on in the background. */
async function writeAll(
  service: Service,
  call: AppCall,
  write: (trx: Writer, task: JsonObject, answers: Answers) => Promise<TaskRow>,
): Promise<JsonObject> {
  const tasks = readTasks(call.message);
  const ids = tasks.flatMap(({ id }) => (typeof id === "string" ? [id] : []));
  service.weigh(await weightOf(service.store.db, "tasks", call.app.key, { ids }));
  const rows = await service.writeWithAnswers(call.app.key, async (trx, answers) => {
    const rows: TaskRow[] = [];
    for (const task of tasks) rows.push(await write(trx, task, answers));
    return rows;
  });
  service.background.wake(rows.filter(({ adaptation }) => adaptation !== null).map(({ key }) => key));
  if (await hasLeftovers(service.store.db)) service.background.wake(["leftovers"]);
  return { tasks: await taskMessages(service.store.db, rows, call) };
}

const remove: AppRoute = {
  call: "DeleteTasks",
  method: "DELETE",
  path: "/tasks",
  scope: "app",
  access: "owner",
  request: "DeleteTasksRequest",
  run: async ({ store, background, batches }, { message, app }) => {
    const ids = [...new Set(Delete.parse(message).ids)];
    if (ids.length === 0) throw invalidRequest('"ids" is empty: name at least one task.');
    const { isDone } = await store.writeApp(app.key, async (trx) => {
      await deleteTasks(trx, app, ids);
      return clearLeftovers(trx, store.engine, batches.inRequest);
    });
    if (!isDone) background.wake(["leftovers"]);
    return {};
  },
};

export const taskRoutes = [list, get, post, patch, remove];
