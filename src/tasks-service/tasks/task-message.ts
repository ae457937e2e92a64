import { percentDone, readAdaptation } from "../background/steps.ts";
import type { AppCall } from "../http/route.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import type { TaskRow, UserRow } from "../schema.ts";
import { statusOf } from "../status.ts";
import type { Reader } from "../store.ts";
import { parseBody } from "../tables/parse-body.ts";
import { describeFor } from "../tables/people.ts";
import { type People, readPeopleOf } from "../tables/task-people.ts";
import { readTaskMetrics } from "./task-metrics.ts";
import { readTaskPlan } from "./task-plan.ts";

/** What a client asked for besides the plain task: "all", "worker.users", "review.users", "metrics.…". */
export type AdditionalFields = ReadonlySet<string>;

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
  const messages: JsonObject[] = [];
  for (const row of rows) {
    messages.push(
      await taskMessage(db, row, { app, caller, fields, ...(people.get(row.key) ?? { workers: [], reviewers: [] }) }),
    );
  }
  return messages;
}

/** A Task message in the current spelling, with the deprecated fields that old clients read. */
async function taskMessage(
  db: Reader,
  row: TaskRow,
  { app, caller, fields, workers, reviewers }: Pick<AppCall, "app" | "caller"> & { fields: AdditionalFields } & People,
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
    status: statusMessage(row),
    ...(isObject(body["worker"]) && { worker: workerMessage(body["worker"], workers, describe("worker")) }),
    ...(isObject(body["review"]) && { review: reviewMessage(body["review"], reviewers, describe("review")) }),
    ...(plan.concepts.length > 0 && { concept_ids: [...plan.concepts] }),
    ...(metrics !== undefined && { metrics }),
  };
}

/** Where inputs were assigned, or work was brought in line with a change, the status says how far that is. */
function statusMessage(row: TaskRow): JsonObject {
  const adaptation = readAdaptation(row);
  if (adaptation === undefined && row.round === 0) return statusOf(row.status);
  return { ...statusOf(row.status), percent_completed: adaptation === undefined ? 100 : percentDone(adaptation) };
}

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
