import * as z from "zod";
import type { Service } from "../http/service.ts";
import { type AssignmentKey, assignmentId, parseAssignmentId } from "../labeling/assignment-id.ts";
import { type ApiError, invalidRequest, taskConflict } from "../protocol/api-error.ts";
import type { Answers } from "../questions/answers.ts";
import type { AppCall } from "../tables/call.ts";
import type { Reader, Writer } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { loadTask } from "../tables/tasks.ts";
import { weightOf } from "../tables/weights.ts";
import { loadWorkTask, type WorkTask } from "../work/work-task.ts";

/** Assignments that one transaction reviews or submits: a few milliseconds. */
export const BATCH = 50;
/** A bulk answer names so many of what it changed. */
export const MAX_ANSWER = 1000;

/** How requests name assignments and workers. */
export const Ids = z.array(z.object({ id: z.string().default("") })).default([]);
export const Workers = z.array(z.object({ user: z.object({ id: z.string().default("") }).prefault({}) })).default([]);

/** The task that a call names, with its rules and people. */
export async function workTask(db: Reader, { app }: AppCall, id: string, answers?: Answers): Promise<WorkTask> {
  return loadWorkTask(db, await loadTask(db, app, id), answers);
}

/** To be called before assignments are changed for good: the answer shows their inputs. */
export async function weighInputs(
  db: Reader,
  { weigh }: Pick<Service, "weigh">,
  { app }: AppCall,
  keys: readonly AssignmentKey[],
): Promise<void> {
  weigh(await weightOf(db, "inputs", app.key, { keys: keys.slice(0, MAX_ANSWER).map(({ input }) => input) }));
}

/** The assignments that these ids name, all of this task; whether they exist is not looked at. */
export function readIds(task: WorkTask, ids: readonly { id: string }[]): AssignmentKey[] {
  if (ids.length === 0) throw invalidRequest('"task_assignments" is empty: name at least one.');
  const keys: AssignmentKey[] = [];
  for (const { id } of ids) {
    const key = parseAssignmentId(id);
    if (key === undefined || key.task !== task.row.key) throw invalidRequest(`This task has no assignment "${id}".`);
    keys.push(key);
  }
  return keys;
}

/** The assignments that these ids name, all of this task; throws when one does not exist any more. */
export async function readKeys(db: Reader, task: WorkTask, ids: readonly { id: string }[]): Promise<AssignmentKey[]> {
  const keys = readIds(task, ids);
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
  const gone = keys.filter(({ input, worker }) => !existing.has(`${input}:${worker}`));
  if (gone.length > 0) throw assignmentsGone(gone);
  return keys;
}

/** Assignments that were taken back; `submitted` others were not, and are submitted. */
export function assignmentsGone(gone: readonly AssignmentKey[], submitted = 0): ApiError {
  const [first] = gone;
  const name = first === undefined ? "" : `"${assignmentId(first)}"`;
  const what =
    gone.length === 1 ? `Assignment ${name} is` : `${gone.length} assignments, the first of them ${name}, are`;
  const rest =
    submitted === 0 ? "" : submitted === 1 ? " The other one is submitted." : ` The other ${submitted} are submitted.`;
  return taskConflict(
    `${what} gone: taken back, and done by somebody else or divided anew.${rest} Start again for the next ones.`,
  );
}

/** Works through assignments in short transactions; each sees the task as it is then. */
export async function inBatches(
  service: Service,
  call: AppCall,
  taskId: string,
  keys: readonly AssignmentKey[],
  apply: (trx: Writer, task: WorkTask, batch: readonly AssignmentKey[]) => Promise<void>,
): Promise<void> {
  for (const batch of chunksOf(keys, BATCH)) {
    await service.writeWithAnswers(call.app.key, async (trx, answers) =>
      apply(trx, await workTask(trx, call, taskId, answers), batch),
    );
  }
}
