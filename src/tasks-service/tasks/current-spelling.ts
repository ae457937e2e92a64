import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";

/** What the service itself knows of a task: never taken from a client as part of the task. */
const OWN_FIELDS = ["id", "created_at", "modified_at", "user_id", "app_id", "status", "metrics"];

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/**
 * A Task message (as the protocol reader gives it) with workers, reviewers, concepts and thresholds in the current spelling and the
 * deprecated ones gone. Where a task uses several spellings at once, the current one counts. Everything else stays as it is.
 */
export function toCurrentSpelling(task: JsonObject): JsonObject {
  const body = without(task, [...OWN_FIELDS, "concept_ids"]);
  const concepts = listOf(task["concepts"]);
  const named = concepts.length > 0 ? concepts : listOf(task["concept_ids"]).map((id) => ({ concept: { id } }));
  if (named.length > 0) body["concepts"] = named;
  else delete body["concepts"];
  if (isObject(task["worker"])) body["worker"] = currentWorker(task["worker"]);
  if (isObject(task["review"])) body["review"] = currentReview(task["review"]);
  return body;
}

function currentWorker(worker: JsonObject): JsonObject {
  const workers = [
    listOf(worker["workers"]),
    listOf(worker["users"]).map((user) => ({ user: { id: objectOf(user)["id"] ?? "" } })),
    listOf(worker["user_ids"]).map((id) => ({ user: { id } })),
  ].find((list) => list.length > 0);
  const current = without(worker, ["workers", "users", "user_ids"]);
  return workers === undefined ? current : { ...current, workers: workers.map(idOnly) };
}

/** Of a user only the id is the task's; the rest is filled in from the user when it is asked for. */
function idOnly(worker: JsonValue): JsonValue {
  const { user } = objectOf(worker);
  return isObject(user) ? { user: { id: user["id"] ?? "" } } : worker;
}

function currentReview(review: JsonObject): JsonObject {
  const users = [
    listOf(review["users"]).map((user) => ({ id: objectOf(user)["id"] ?? "" })),
    listOf(review["user_ids"]).map((id) => ({ id })),
  ].find((list) => list.length > 0);
  const current = without(review, ["users", "user_ids"]);
  const info = review["consensus_strategy_info"];
  if (isObject(info)) {
    const threshold = info["approval_threshold_labelers"] ?? info["approval_threshold"];
    current["consensus_strategy_info"] = {
      ...without(info, ["approval_threshold"]),
      ...(threshold !== undefined && { approval_threshold_labelers: threshold }),
    };
  }
  return users === undefined ? current : { ...current, users };
}
