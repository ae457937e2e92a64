import { ApiError, invalidRequest, STILL_ADAPTING, taskConflict } from "../api-error.ts";
import type { App, AppCall } from "../http/route.ts";
import type { JsonObject } from "../protocol/json.ts";
import { problemsOfLabel } from "../rules/annotation-problems.ts";
import { kindOf } from "../rules/input-data.ts";
import type { AnnotationRow, InputRow } from "../schema.ts";
import { Status } from "../status.ts";
import { type Reader, takeKeys, type Writer } from "../store.ts";
import { countAnnotations } from "../tables/annotations.ts";
import { addAssignments, readStatus } from "../tables/assignments.ts";
import { findInputs } from "../tables/inputs.ts";
import { parseBody } from "../tables/parse-body.ts";
import { findUsers } from "../tables/people.ts";
import { isInSource } from "../tables/task-sources.ts";
import { readTaskPlan } from "../tasks/task-plan.ts";
import { loadTask } from "../tasks/write-task.ts";
import { isTakingBack, loadWorkTask, type WorkTask } from "./work-task.ts";

export type NewAnnotation = {
  readonly id: string;
  readonly inputId: string;
  /** Empty: a label that belongs to no task. */
  readonly taskId: string;
  /** On behalf of whom; empty: the caller. */
  readonly userId: string;
  readonly data: JsonObject;
  /** What the client notes with it, as JSON. */
  readonly info: string;
};

export const labelForbidden = (details: string): ApiError =>
  new ApiError(Status.ANNOTATION_PERMISSION_DENIED, 403, "Annotation permission denied", details);

const labelInvalid = (details: string): ApiError =>
  new ApiError(Status.ANNOTATION_INVALID_ARGUMENT, 400, "Annotation has invalid arguments", details);

/** Adds annotations, all or none; answers their ids. A label of a task is pending until its assignment is submitted. */
export async function createAnnotations(
  trx: Writer,
  call: AppCall,
  annotations: readonly NewAnnotation[],
  now: string,
): Promise<string[]> {
  const tasks = new Map<string, WorkTask>();
  const rows: AnnotationRow[] = [];
  const first = await takeKeys(trx, "annotation", annotations.length);
  for (const [index, { id, inputId, taskId, userId, data, info }] of annotations.entries()) {
    const [input] = await findInputs(trx, call.app.key, { ids: [inputId], limit: 1, offset: 0 });
    if (input === undefined) throw labelInvalid(`annotations[${index}]: no input has the id "${inputId}".`);
    const person = await authorOf(trx, call, userId);
    let task: WorkTask | undefined;
    if (taskId !== "") {
      task = tasks.get(taskId) ?? (await loadWorkTask(trx, await loadTask(trx, call.app, taskId)));
      tasks.set(taskId, task);
      await refuseUnassigned(trx, task, input, person, now);
    }
    refuseProblems(data, input, task, `annotations[${index}]: `);
    const status = task === undefined ? Status.ANNOTATION_SUCCESS : Status.ANNOTATION_PENDING;
    rows.push({
      key: first + index,
      app: call.app.key,
      id,
      input: input.key,
      person: person.key,
      task: task?.row.key ?? null,
      status,
      is_kept: 0,
      body: JSON.stringify(data),
      info,
      created_at: now,
      modified_at: now,
    });
  }
  await refuseTaken(trx, call.app, rows);
  await trx.insertInto("annotations").values(rows).execute();
  for (const row of rows) if (row.task !== null) await countAnnotations(trx, { ...row, task: row.task }, 1);
  return rows.map(({ id }) => id);
}

/** The owner may label for others; nobody else may. */
async function authorOf(db: Reader, { caller, app }: AppCall, userId: string): Promise<{ key: number; id: string }> {
  if (userId === "" || userId === "me" || userId === caller.id) return caller;
  if (caller.key !== app.owner) throw labelForbidden(`Only the owner of the app may label for "${userId}".`);
  const user = (await findUsers(db, [userId])).get(userId);
  if (user === undefined) throw labelInvalid(`No user has the id "${userId}".`);
  return user;
}

/** Throws unless the input is assigned to this person and not submitted. Under FULL every input of the task is assigned to every worker. */
async function refuseUnassigned(
  trx: Writer,
  task: WorkTask,
  input: InputRow,
  person: { key: number; id: string },
  now: string,
): Promise<void> {
  const where = { task: task.row.key, input: input.key, worker: person.key };
  const status = await readStatus(trx, where);
  if (status === Status.TASK_ASSIGNMENT_PENDING) return;
  if (status !== undefined) {
    throw labelForbidden(`"${person.id}" has submitted input "${input.id}": a reviewer can send it back for changes.`);
  }
  const isWorker = task.workers.some(({ key }) => key === person.key);
  if (task.plan.strategy !== "FULL" || !isWorker || !(await isInSource(trx, task.row, input.key))) {
    throw labelForbidden(`Input "${input.id}" of this task is not assigned to "${person.id}".`);
  }
  if (isTakingBack(task, person.key)) throw taskConflict(`The task has just been changed. ${STILL_ADAPTING}`);
  await addAssignments(trx, where.task, [where], now);
}

function refuseProblems(data: JsonObject, input: InputRow, task: WorkTask | undefined, where: string): void {
  if (task === undefined) return;
  const problems = problemsOfLabel(data, kindOf(parseBody(input.body)), task.plan);
  if (problems.length > 0) throw labelInvalid(where + problems.join(" "));
}

async function refuseTaken(db: Writer, app: App, rows: readonly AnnotationRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id);
  await forgetOrphans(db, app, ids);
  const known = await db
    .selectFrom("annotations")
    .select("id")
    .where("app", "=", app.key)
    .where("id", "in", ids)
    .executeTakeFirst();
  const twice = known?.id ?? ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalidRequest(`An annotation has the id "${twice}" already.`);
}

/** Frees ids that labels of a deleted task still have, which is cleared away bit by bit. */
async function forgetOrphans(trx: Writer, app: App, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom("annotations")
    .where("app", "=", app.key)
    .where("id", "in", ids)
    .where("task", "is not", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("tasks").select("tasks.key").whereRef("tasks.key", "=", "annotations.task"))),
    )
    .execute();
}

/** Whether the caller may change this label: the owner any, others their own while it is not submitted. */
export async function mayLabel(db: Reader, { caller, app }: AppCall, row: AnnotationRow): Promise<boolean> {
  if (row.task !== null) {
    const status = await readStatus(db, { task: row.task, input: row.input, worker: row.person });
    // What is submitted has been counted and compared: not even the owner changes it behind the review's back.
    if (status !== undefined && status !== Status.TASK_ASSIGNMENT_PENDING) return false;
  }
  return caller.key === app.owner || caller.key === row.person;
}

/** Checks a label that is changed against the rules of its task. */
export async function checkLabel(db: Reader, app: App, row: AnnotationRow, data: JsonObject): Promise<void> {
  if (row.task === null) return;
  const task = await db
    .selectFrom("tasks")
    .select("body")
    .where("app", "=", app.key)
    .where("key", "=", row.task)
    .executeTakeFirst();
  const input = await db.selectFrom("inputs").select("body").where("key", "=", row.input).executeTakeFirst();
  if (task === undefined || input === undefined) return;
  const problems = problemsOfLabel(data, kindOf(parseBody(input.body)), readTaskPlan(parseBody(task.body)));
  if (problems.length > 0) throw labelInvalid(problems.join(" "));
}
