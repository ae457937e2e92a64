import { invalidRequest, quoteSome } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { readTaskPlan, type TaskPlan } from "../rules/plan/task-plan.ts";
import { problemsOfPlan } from "../rules/plan/task-problems.ts";
import type { App } from "../tables/call.ts";
import { findMembersAmong } from "../tables/people.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { type Role, readPeople } from "../tables/task-people.ts";
import { toCurrentSpelling } from "./current-spelling.ts";

/** A task that may be made: its body as it is kept, its rules, and the keys of its people in their order. */
export type PreparedTask = {
  readonly body: JsonObject;
  readonly plan: TaskPlan;
  readonly workers: readonly number[];
  readonly reviewers: readonly number[];
};

/**
 * Reads a Task message, whole; throws what is impossible, or names what does not exist, all of it at once. Whoever is on the task already
 * may stay, though they are no collaborator any more: `before` is the key of the task that the message overwrites.
 */
export async function prepareTask(db: Reader, app: App, message: unknown, before?: number): Promise<PreparedTask> {
  const body = toCurrentSpelling(isObject(message) ? message : {});
  const plan = readTaskPlan(body);
  const people = [...new Set([...plan.workers, ...plan.review.reviewers])];
  const members = await findMembersAmong(db, app, people);
  const allowed = async (role: Role) => {
    const present = before === undefined ? [] : await readPeople(db, before, role);
    return new Map([...present.map(({ id, key }) => [id, key] as const), ...members]);
  };
  const [workers, reviewers] = [await allowed("worker"), await allowed("reviewer")];
  const problems = problemsOfPlan(plan);
  const strangers = new Set([
    ...plan.workers.filter((id) => id !== "" && !workers.has(id)),
    ...plan.review.reviewers.filter((id) => id !== "" && !reviewers.has(id)),
  ]);
  if (strangers.size > 0) problems.push(`Not a collaborator of this app: ${quoteSome([...strangers])}.`);
  const unknown = await missingConcepts(db, app, plan.concepts);
  if (unknown.length > 0) problems.push(`No such concept: ${quoteSome(unknown)}.`);
  if (problems.length > 0) throw invalidRequest(problems.join(" "));
  return {
    body,
    plan,
    workers: plan.workers.flatMap((id) => workers.get(id) ?? []),
    reviewers: plan.review.reviewers.flatMap((id) => reviewers.get(id) ?? []),
  };
}

async function missingConcepts(db: Reader, app: App, ids: readonly string[]): Promise<string[]> {
  const known = new Set<string>();
  for (const chunk of chunksOf(ids)) {
    const rows = await db
      .selectFrom("concepts")
      .select("id")
      .where("app", "=", app.key)
      .where("id", "in", chunk)
      .execute();
    for (const { id } of rows) known.add(id);
  }
  return ids.filter((id) => id !== "" && !known.has(id));
}
