import { setImmediate as nextTurn } from "node:timers/promises";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { statusOf } from "../protocol/status.ts";
import { readTaskPlan } from "../rules/plan/task-plan.ts";
import { percentDone, readAdaptation } from "../tables/adaptation-steps.ts";
import type { AppCall } from "../tables/call.ts";
import { readWaiting } from "../tables/items.ts";
import { describeFor } from "../tables/people.ts";
import type { TaskRow, UserRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { type People, readPeopleOf } from "../tables/task-people.ts";
import { readTaskMetrics } from "./task-metrics.ts";

/** What a client asked for besides the plain task: "all", "worker.users", "review.users", "metrics.…". */
export type AdditionalFields = ReadonlySet<string>;

/** A task with so many takes some milliseconds: others are served before the next. */
const PEOPLE_PER_TURN = 1000;

const idOf = ({ id }: UserRow): JsonObject => ({ id });

/** Task messages of rows of one app, in their order, as the caller may see them. */
export async function taskMessages(
  db: Reader,
  rows: readonly TaskRow[],
  { app, caller }: Pick<AppCall, "app" | "caller">,
  fields: AdditionalFields = new Set(),
): Promise<JsonObject[]> {
  const people = await readPeopleOf(
    db,
    rows.map(({ key }) => key),
  );
  const waiting = await readWaiting(
    db,
    rows.map(({ key }) => key),
  );
  const messages: JsonObject[] = [];
  for (const row of rows) {
    const { workers, reviewers } = people.get(row.key) ?? { workers: [], reviewers: [] };
    const known = { app, caller, fields, waiting: waiting.get(row.key) ?? 0, workers, reviewers };
    messages.push(await taskMessage(db, row, known));
    if (workers.length + reviewers.length > PEOPLE_PER_TURN) await nextTurn();
  }
  return messages;
}

/** A Task message in the current spelling, with the deprecated fields that old clients read. */
async function taskMessage(
  db: Reader,
  row: TaskRow,
  {
    app,
    caller,
    fields,
    waiting,
    workers,
    reviewers,
  }: Pick<AppCall, "app" | "caller"> & { fields: AdditionalFields; waiting: number } & People,
): Promise<JsonObject> {
  const body = parseBody(row.body);
  const plan = readTaskPlan(body);
  const describe = (role: "worker" | "review") =>
    fields.has("all") || fields.has(`${role}.users`) ? describeFor({ caller, app }) : idOf;
  const metrics = await readTaskMetrics(db, { row, plan, reviewers }, fields);
  return {
    ...body,
    id: row.id,
    user_id: app.ownerId,
    app_id: app.id,
    created_at: row.created_at,
    modified_at: row.modified_at,
    status: statusMessage(row, waiting),
    ...(isObject(body["worker"]) && { worker: workerMessage(body["worker"], workers, describe("worker")) }),
    ...(isObject(body["review"]) && { review: reviewMessage(body["review"], reviewers, describe("review")) }),
    ...(plan.concepts.length > 0 && { concept_ids: [...plan.concepts] }),
    ...(metrics !== undefined && { metrics }),
  };
}

/**
 * Where inputs were assigned, or work was brought in line with a change, the status says how far that is; where inputs wait for the lead,
 * what to do about them.
 */
function statusMessage(row: TaskRow, waiting: number): JsonObject {
  const adaptation = readAdaptation(row);
  const status = statusOf(row.status, waiting === 0 ? undefined : waitingWords(waiting));
  if (adaptation === undefined && row.round === 0) return status;
  return { ...status, percent_completed: adaptation === undefined ? 100 : percentDone(adaptation) };
}

const waitingWords = (count: number): string =>
  `${count === 1 ? "1 input waits" : `${count} inputs wait`} for you: every label was rejected, and no worker of the task is left to label ${count === 1 ? "it" : "them"} again. Add a worker.`;

function workerMessage(
  worker: JsonObject,
  users: readonly UserRow[],
  describe: (user: UserRow) => JsonObject,
): JsonObject {
  if (users.length === 0) return worker;
  return { ...worker, workers: users.map((user) => ({ user: describe(user) })), users: users.map(describe) };
}

function reviewMessage(
  review: JsonObject,
  users: readonly UserRow[],
  describe: (user: UserRow) => JsonObject,
): JsonObject {
  const info = review["consensus_strategy_info"];
  const threshold = isObject(info) ? info["approval_threshold_labelers"] : undefined;
  return {
    ...review,
    ...(users.length > 0 && { users: users.map(describe) }),
    ...(isObject(info) &&
      threshold !== undefined && { consensus_strategy_info: { ...info, approval_threshold: threshold } }),
  };
}
