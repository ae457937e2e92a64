import { setImmediate } from "node:timers/promises";
import { invalidRequest, STILL_ADAPTING, taskConflict } from "../api-error.ts";
import { type App, type AppCall, isOwner } from "../http/route.ts";
import type { JsonObject } from "../protocol/json.ts";
import { type LabelRules, problemsOfLabel } from "../rules/annotation-problems.ts";
import { kindOf } from "../rules/input-data.ts";
import type { AnnotationRow, InputRow } from "../schema.ts";
import { Status } from "../status.ts";
import { type Reader, takeKeys, type Writer } from "../store.ts";
import { countAnnotations, type NamedAnnotation } from "../tables/annotations.ts";
import { addAssignments, readStatus } from "../tables/assignments.ts";
import { findInputs } from "../tables/inputs.ts";
import { parseBody } from "../tables/parse-body.ts";
import { findUsers } from "../tables/people.ts";
import { isInSource } from "../tables/task-sources.ts";
import { readTaskPlan } from "../tasks/task-plan.ts";
import { loadTask } from "../tasks/write-task.ts";
import { labelForbidden, labelInvalid } from "./label-errors.ts";
import { placeRegions } from "./place-regions.ts";
import { refuseOvergrown } from "./refuse-overgrown.ts";
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
  /** The status code that the client sets; undefined: none. */
  readonly status: number | undefined;
};

/** What a client may say of a label that belongs to no task. */
const SETTABLE: readonly number[] = [
  Status.ANNOTATION_SUCCESS,
  Status.ANNOTATION_PENDING,
  Status.ANNOTATION_AWAITING_REVIEW,
  Status.ANNOTATION_REVIEW_DENIED,
];

/** The status of a label when a client sets it; throws where that is not the client's to say. `current` is what it has without that. */
export function settleStatus(wanted: number | undefined, current: number, isOfTask: boolean): number {
  if (wanted === undefined || wanted === current) return current;
  if (isOfTask) {
    throw labelInvalid(
      '"status" of a label of a task follows its work: submit its assignment (LABEL_SUBMIT) or review it (REVIEW_APPROVE, REVIEW_REQUEST_CHANGES, REVIEW_REJECT).',
    );
  }
  if (SETTABLE.includes(wanted)) return wanted;
  throw labelInvalid(
    '"status.code" of an annotation can be ANNOTATION_SUCCESS, ANNOTATION_PENDING, ANNOTATION_AWAITING_REVIEW or ANNOTATION_REVIEW_DENIED.',
  );
}

/** Adds annotations, all or none; answers their ids. A label of a task is pending until its assignment is submitted. */
export async function createAnnotations(
  trx: Writer,
  call: AppCall,
  annotations: readonly NewAnnotation[],
  { now, newId }: { now: string; newId: () => string },
): Promise<string[]> {
  const tasks = new Map<string, WorkTask>();
  const rows: AnnotationRow[] = [];
  const firstKey = await takeKeys(trx, "annotation", annotations.length);
  for (const [index, { id, inputId, taskId, userId, data, info, status }] of annotations.entries()) {
    const [input] = await findInputs(trx, call.app.key, { ids: [inputId], limit: 1, offset: 0 });
    if (input === undefined) throw labelInvalid(`annotations[${index}]: no input has the id "${inputId}".`);
    const person = await authorOf(trx, call, userId);
    let task: WorkTask | undefined;
    if (taskId !== "") {
      task = tasks.get(taskId) ?? (await loadWorkTask(trx, await loadTask(trx, call.app, taskId)));
      tasks.set(taskId, task);
      await refuseUnassigned(trx, task, input, person, now);
    }
    const placed = await placeRegions(trx, call, { input, data, newId });
    const where = `annotations[${index}]: `;
    refuseProblems(placed, input, task?.plan, where);
    const place = { key: firstKey + index, input: input.key, person: person.key, task: task?.row.key ?? null };
    await refuseOvergrown(trx, place, placed, { unsaved: rows, where });
    // To check a large label takes some 50 ms: others get their turn between two.
    await setImmediate();
    const first = task === undefined ? Status.ANNOTATION_SUCCESS : Status.ANNOTATION_PENDING;
    rows.push({
      ...place,
      app: call.app.key,
      id,
      status: settleStatus(status, first, task !== undefined),
      is_kept: 0,
      body: JSON.stringify(placed),
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
async function authorOf(db: Reader, call: AppCall, userId: string): Promise<{ key: number; id: string }> {
  const { caller } = call;
  if (userId === "" || userId === "me" || userId === caller.id) return caller;
  if (!isOwner(call)) throw labelForbidden(`Only the owner of the app may label for "${userId}".`);
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

function refuseProblems(
  data: JsonObject,
  input: Pick<InputRow, "body">,
  rules: LabelRules | undefined,
  where: string,
): void {
  const problems = problemsOfLabel(data, kindOf(parseBody(input.body)), rules);
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

/** Throws unless the caller may change or delete this label: the owner any, others their own, while it is not submitted. */
export async function refuseSettled(db: Reader, call: AppCall, row: NamedAnnotation): Promise<void> {
  const { caller } = call;
  if (row.task !== null) {
    const status = await readStatus(db, { task: row.task, input: row.input, worker: row.person });
    // What is submitted has been counted and compared: not even the owner changes it behind the review's back.
    if (status !== undefined && status !== Status.TASK_ASSIGNMENT_PENDING) {
      throw labelForbidden(`Annotation "${row.id}" is submitted: a reviewer can send it back for changes.`);
    }
  }
  if (isOwner(call) || caller.key === row.person) return;
  throw labelForbidden(`Annotation "${row.id}" can be changed by who made it, or by the owner of the app.`);
}

/** The data of a label as a change leaves it, checked against the rules of its task, if it has one. */
export async function checkChange(
  db: Reader,
  call: AppCall,
  row: NamedAnnotation,
  { data, newId }: { data: JsonObject; newId: () => string },
): Promise<JsonObject> {
  const input = await db.selectFrom("inputs").selectAll().where("key", "=", row.input).executeTakeFirstOrThrow();
  const placed = await placeRegions(db, call, { input, data, newId });
  const task = row.task_id === null ? undefined : await loadTask(db, call.app, row.task_id);
  const where = `Annotation "${row.id}": `;
  refuseProblems(placed, input, task && readTaskPlan(parseBody(task.body)), where);
  await refuseOvergrown(db, row, placed, { where });
  await setImmediate();
  return placed;
}
