import { setImmediate } from "node:timers/promises";
import { invalidRequest, labelForbidden, labelInvalid } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import { Status } from "../protocol/status.ts";
import { type Answers, untilUnanswered } from "../questions/answers.ts";
import { firstRepeated } from "../rules/first-repeated.ts";
import { type LabelRules, problemsOfLabel } from "../rules/labels/annotation-problems.ts";
import { kindOf } from "../rules/labels/input-data.ts";
import { readTaskPlan } from "../rules/plan/task-plan.ts";
import { countAnnotations, type NamedAnnotation } from "../tables/annotations.ts";
import type { Pair } from "../tables/assignments.ts";
import { type App, type AppCall, isOwner } from "../tables/call.ts";
import { findInputs } from "../tables/inputs.ts";
import { findUsers } from "../tables/people.ts";
import type { AnnotationRow, InputRow } from "../tables/schema.ts";
import { parseBody, type Reader, takeKeys, type Writer } from "../tables/store.ts";
import { loadTask } from "../tables/tasks.ts";
import { loadWorkTask, type WorkTask } from "../work/work-task.ts";
import { beginLabel } from "./begin-label.ts";
import { endLabels } from "./end-labels.ts";
import { placeRegions } from "./place-regions.ts";
import { checkShapes, refuseOvergrown } from "./refuse-overgrown.ts";

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
  // Zero is a code that was not set.
  if (wanted === undefined || wanted === 0 || wanted === current) return current;
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

/** Adds annotations, all or none; answers their ids. A label of a task is pending until its assignment is submitted, where there are any. */
export async function createAnnotations(
  trx: Writer,
  call: AppCall,
  annotations: readonly NewAnnotation[],
  { now, newId, answers }: { now: string; newId: () => string; answers: Answers },
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
      const labeled = tasks.get(taskId) ?? (await loadWorkTask(trx, await loadTask(trx, call.app, taskId), answers));
      tasks.set(taskId, labeled);
      await untilUnanswered(() => beginLabel(trx, labeled, input, person, now));
      task = labeled;
    }
    // To read, to check and to keep a large label takes some 40 ms each: others get their turn between.
    await setImmediate();
    const placed = await placeRegions(trx, call, { input, data, newId });
    const where = `annotations[${index}]: `;
    refuseProblems(placed, input, { rules: task?.plan, where, answers });
    const place = { key: firstKey + index, input: input.key, person: person.key, task: task?.row.key ?? null };
    await refuseOvergrown(trx, place, placed, { unsaved: rows, where, answers });
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
      revision: 0,
      created_at: now,
      modified_at: now,
    });
  }
  await refuseTaken(trx, call.app, rows);
  await trx.insertInto("annotations").values(rows).execute();
  for (const row of rows) if (row.task !== null) await countAnnotations(trx, { ...row, task: row.task }, 1);
  for (const task of tasks.values()) await endLabels(trx, task, pairsOf(rows, task), now);
  return rows.map(({ id }) => id);
}

/** Who has said something of which inputs of a task, each once. */
function pairsOf(rows: readonly AnnotationRow[], { row: { key } }: WorkTask): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { task, input, person } of rows)
    if (task === key) pairs.set(`${input}:${person}`, { input, worker: person });
  return [...pairs.values()];
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

function refuseProblems(
  data: JsonObject,
  input: Pick<InputRow, "body">,
  { rules, where, answers }: { rules: LabelRules | undefined; where: string; answers: Answers },
): void {
  const problems = problemsOfLabel(data, kindOf(parseBody(input.body)), rules, (statements) =>
    checkShapes(statements, answers),
  );
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
  const twice = known?.id ?? firstRepeated(ids);
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

/** The data of a label as a change leaves it, checked against the rules of its task, if it has one. */
export async function checkChange(
  db: Reader,
  call: AppCall,
  row: NamedAnnotation,
  { data, newId, answers }: { data: JsonObject; newId: () => string; answers: Answers },
): Promise<JsonObject> {
  const input = await db.selectFrom("inputs").selectAll().where("key", "=", row.input).executeTakeFirstOrThrow();
  const placed = await placeRegions(db, call, { input, data, newId });
  const task = row.task_id === null ? undefined : await loadTask(db, call.app, row.task_id);
  const where = `Annotation "${row.id}": `;
  refuseProblems(placed, input, { rules: task && readTaskPlan(parseBody(task.body)), where, answers });
  await refuseOvergrown(db, row, placed, { where, answers });
  await setImmediate();
  return placed;
}
