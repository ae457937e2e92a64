import { beginAdaptation } from "../adaptation/adapt.ts";
import type { BatchSizes } from "../adaptation/batch.ts";
import { invalidRequest, STILL_ADAPTING, taskConflict, taskMissing } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { Status } from "../protocol/status.ts";
import type { Answers } from "../questions/answers.ts";
import { isPartition, plannedCount } from "../rules/plan/task-plan.ts";
import type { Step } from "../tables/adaptation-steps.ts";
import type { App } from "../tables/call.ts";
import { unusedSnapshots } from "../tables/datasets.ts";
import { leaveOver } from "../tables/leftovers.ts";
import type { TaskRow } from "../tables/schema.ts";
import { chunksOf, takeKeys, type Writer } from "../tables/store.ts";
import { insertPeople, writePeople } from "../tables/task-people.ts";
import { loadTask } from "../tables/tasks.ts";
import { adaptWork, changeOf } from "./adapt-work.ts";
import { fixSource } from "./fix-source.ts";
import { prepareTask } from "./prepare-task.ts";

/** What it takes to write a task. */
export type TaskWriting = {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly batches: Pick<BatchSizes, "inRequest">;
};

export async function createTask(trx: Writer, service: TaskWriting, app: App, message: unknown): Promise<TaskRow> {
  const prepared = await prepareTask(trx, app, message);
  const now = service.now().toISOString();
  const { source, steps } = await fixSource(trx, app.key, prepared.plan.source, now);
  const row: TaskRow = {
    key: await takeKeys(trx, "task", 1),
    app: app.key,
    id: service.newId(),
    status: statusIn(message) ?? Status.TASK_IN_PROGRESS,
    body: JSON.stringify(prepared.body),
    strategy: prepared.plan.strategy,
    ...source,
    planned_count: plannedCount(prepared.plan, source.source_count),
    assigned_count: 0,
    assigned_place: 0,
    adaptation: null,
    round: 0,
    created_at: now,
    modified_at: now,
  };
  await trx.insertInto("tasks").values(row).execute();
  await insertPeople(trx, row.key, "worker", prepared.workers);
  await insertPeople(trx, row.key, "reviewer", prepared.reviewers);
  const division: Step[] = isPartition(prepared.plan) ? [{ kind: "divide" }] : [];
  const adaptation = [...steps, ...division];
  if (adaptation.length === 0) return row;
  await beginAdaptation(trx, row.key, adaptation, { units: service.batches.inRequest, now });
  return loadTask(trx, app, row.id);
}

/** The statuses that a client may set; the protocol reader has made a number of it. */
const SETTABLE: readonly number[] = [Status.TASK_IN_PROGRESS, Status.TASK_DONE, Status.TASK_WONT_DO, Status.TASK_IDLE];

function statusIn(message: unknown): number | undefined {
  const status = isObject(message) ? message["status"] : undefined;
  const code = isObject(status) ? status["code"] : undefined;
  if (code === undefined || code === 0) return undefined;
  if (typeof code === "number" && SETTABLE.includes(code)) return code;
  throw invalidRequest('"status.code" of a task can be set to TASK_IN_PROGRESS, TASK_DONE, TASK_WONT_DO or TASK_IDLE.');
}

/** Replaces a whole task. Its status stays unless the message sets one. */
export async function overwriteTask(
  trx: Writer,
  service: TaskWriting,
  app: App,
  message: JsonObject,
  answers: Answers,
): Promise<TaskRow> {
  const row = await loadTask(trx, app, String(message["id"] ?? ""));
  const prepared = await prepareTask(trx, app, message, row.key);
  const change = changeOf(row, prepared);
  if (change !== undefined && row.adaptation !== null) {
    throw taskConflict(`The task has just been made or changed. ${STILL_ADAPTING}`);
  }
  const now = laterThan(row.modified_at, service.now());
  await trx
    .updateTable("tasks")
    .set({
      body: JSON.stringify(prepared.body),
      strategy: prepared.plan.strategy,
      status: statusIn(message) ?? row.status,
      modified_at: now,
    })
    .where("key", "=", row.key)
    .execute();
  if (change !== undefined) {
    await writePeople(trx, row.key, "worker", prepared.workers);
    await writePeople(trx, row.key, "reviewer", prepared.reviewers);
    await adaptWork(trx, app, row, { prepared, change, context: { units: service.batches.inRequest, now, answers } });
  }
  return loadTask(trx, app, row.id);
}

/** Sets the status alone, as newer servers' `merge` does. */
export async function mergeStatus(trx: Writer, service: TaskWriting, app: App, message: JsonObject): Promise<TaskRow> {
  const row = await loadTask(trx, app, String(message["id"] ?? ""));
  const others = Object.keys(message).filter((field) => field !== "id" && field !== "status");
  const status = statusIn(message);
  if (status === undefined || others.length > 0) {
    throw invalidRequest(
      '"merge" changes the status of a task alone: send "id" and "status.code", or use "overwrite" with the whole task.',
    );
  }
  const now = laterThan(row.modified_at, service.now());
  await trx.updateTable("tasks").set({ status, modified_at: now }).where("key", "=", row.key).execute();
  return loadTask(trx, app, row.id);
}

/** Two changes never carry the same time: clients compare it to notice a change. */
function laterThan(before: string, now: Date): string {
  return new Date(Math.max(now.getTime(), Date.parse(before) + 1)).toISOString();
}

/** Deletes tasks; all of them or, where one is missing, none. Their work is nobody's then, and is cleared away in the background. */
export async function deleteTasks(trx: Writer, app: App, ids: readonly string[]): Promise<void> {
  const keys = new Map<string, number>();
  for (const chunk of chunksOf(ids)) {
    const rows = await trx
      .selectFrom("tasks")
      .select(["id", "key"])
      .where("app", "=", app.key)
      .where("id", "in", chunk)
      .execute();
    for (const { id, key } of rows) keys.set(id, key);
  }
  const missing = ids.filter((id) => !keys.has(id));
  if (missing.length > 0) throw taskMissing(missing);
  for (const key of keys.values()) await trx.deleteFrom("tasks").where("key", "=", key).execute();
  await leaveOver(trx, "task", [...keys.values()]);
  await leaveOver(trx, "dataset", await unusedSnapshots(trx, app.key));
}
