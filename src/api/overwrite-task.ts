import { writeConceptsPerInput } from "../domain/concepts-per-input.ts";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { isJsonObject } from "../domain/json.ts";
import type { InputSource, ReviewPlan, TaskChanges, WorkPlan } from "../domain/task.ts";
import { writeUserGroups } from "../domain/user-groups.ts";
import { StatusCode } from "./status.ts";
import { writePartition, writeReviewRule } from "./write-task.ts";

const without = (value: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

function objectAt(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  return isJsonObject(found) ? found : {};
}

function objectsAt(value: JsonObject, name: string): readonly JsonObject[] {
  const found = value[name];
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

const idOf = (value: JsonValue | undefined): string | undefined =>
  isJsonObject(value) && typeof value["id"] === "string" ? value["id"] : undefined;

/** The entries as they were for the ids that stay, new ones for the ids that come. */
function keepEntries(
  ids: readonly string[],
  entries: readonly JsonObject[],
  idOfEntry: (entry: JsonObject) => string | undefined,
  create: (id: string) => JsonObject,
): JsonObject[] {
  const byId = new Map<string | undefined, JsonObject>();
  for (const entry of entries) if (!byId.has(idOfEntry(entry))) byId.set(idOfEntry(entry), entry);
  return ids.map((id) => byId.get(id) ?? create(id));
}

const statusCodes = {
  IN_PROGRESS: StatusCode.TASK_IN_PROGRESS,
  DONE: StatusCode.TASK_DONE,
  WONT_DO: StatusCode.TASK_WONT_DO,
} as const satisfies Record<NonNullable<TaskChanges["status"]>, number>;

const changeConcepts = (raw: JsonObject, ids: readonly string[]): JsonObject => ({
  ...without(raw, "concept_ids"),
  concepts: keepEntries(
    ids,
    objectsAt(raw, "concepts"),
    (entry) => idOf(entry["concept"]),
    (id) => ({ concept: { id } }),
  ),
});

function changeInputSource(raw: JsonObject, source: InputSource): JsonObject {
  if (source.type === "UNKNOWN") return raw;
  const kept = without(objectAt(raw, "input_source"), "id");
  return { ...raw, input_source: { ...kept, ...source } };
}

/** Models and workflows stay: see `changeMachines`. */
function changeWork(raw: JsonObject, work: WorkPlan): JsonObject {
  const worker = objectAt(raw, "worker");
  const entries = objectsAt(worker, "workers");
  const machines = entries.filter(isMachine);
  const people = keepEntries(
    work.workers,
    entries,
    (entry) => idOf(entry["user"]),
    (id) => ({ user: { id } }),
  );
  const changed: JsonObject = {
    ...without(worker, "users", "user_ids"),
    workers: [...people, ...machines],
  };
  // How the work is divided among others than before is for those to say who know the rule.
  if (work.strategy === "UNKNOWN" || work.strategy === "NOT_SET") return { ...raw, worker: changed };
  delete changed["partitioned_strategy_info"];
  changed["strategy"] = work.strategy;
  if (work.strategy === "PARTITIONED") {
    const before = objectAt(worker, "partitioned_strategy_info");
    changed["partitioned_strategy_info"] =
      worker["strategy"] === "PARTITIONED"
        ? changePartition(before, work)
        : { ...without(before, "weights"), ...writePartition(work) };
  }
  return { ...raw, worker: changed };
}

/** A split that the task does not state is read as an even one, and one worker per input likewise: neither is written for that. */
function changePartition(before: JsonObject, work: Extract<WorkPlan, { strategy: "PARTITIONED" }>): JsonObject {
  const written = writePartition(work);
  const isSplitKept = isUnset(before["type"], "PARTITIONED_WORKER_STRATEGY_NOT_SET") && work.weights === undefined;
  const isCountKept = isUnset(before["workers_per_input"], 0) && work.workersPerInput === 1;
  return {
    ...(isSplitKept ? before : without(before, "weights")),
    ...without(written, ...(isSplitKept ? ["type"] : []), ...(isCountKept ? ["workers_per_input"] : [])),
  };
}

/** Left out, empty, or in the protocol's own word for what is not set. */
const isUnset = (value: JsonValue | undefined, notSet: JsonValue): boolean =>
  value === undefined || value === null || value === "" || value === notSet;

const isMachine = (entry: JsonObject): boolean => entry["user"] === undefined && Object.keys(entry).length > 0;

/** Takes the models and workflows out that are not among these ids. */
function changeMachines(raw: JsonObject, ids: readonly string[]): JsonObject {
  const worker = objectAt(raw, "worker");
  const stays = (entry: JsonObject): boolean => {
    const id = idOf(entry["model"]) ?? idOf(entry["workflow"]);
    return !isMachine(entry) || id === undefined || ids.includes(id);
  };
  return { ...raw, worker: { ...worker, workers: objectsAt(worker, "workers").filter(stays) } };
}

function changeReview(raw: JsonObject, review: ReviewPlan): JsonObject {
  const old = objectAt(raw, "review");
  const kept = without(old, "users", "user_ids", "manual_strategy_info", "consensus_strategy_info");
  if (review.strategy === "NONE") return { ...raw, review: { ...kept, strategy: "NONE" } };
  const users = keepEntries(review.reviewers, objectsAt(old, "users"), idOf, (id) => ({ id }));
  if (review.strategy === "UNKNOWN") return { ...raw, review: { ...without(old, "user_ids"), users } };
  const rule: JsonObject = {};
  for (const [name, settings] of Object.entries(writeReviewRule(review))) {
    // `approval_threshold` of a consensus is the old spelling of what is written here; that of a manual review means something else.
    const before = objectAt(old, name);
    const changed = {
      ...(review.strategy === "CONSENSUS" ? without(before, "approval_threshold") : before),
      ...settings,
    };
    rule[name] = keepThreshold(changed, before, old["strategy"] === review.strategy);
  }
  return { ...raw, review: { ...kept, strategy: review.strategy, users, ...rule } };
}

/** Who must approve, in the API's number for it: one that means the same here may mean more to those who wrote it. */
function keepThreshold(changed: JsonObject, before: JsonObject, isSameRule: boolean): JsonObject {
  const [was, is] = [before[REVIEWERS], changed[REVIEWERS]];
  if (!isSameRule || mustAllApprove(was) !== mustAllApprove(is)) return changed;
  return was === undefined ? without(changed, REVIEWERS) : { ...changed, [REVIEWERS]: was };
}

const REVIEWERS = "approval_threshold_reviewers";
const mustAllApprove = (threshold: unknown): boolean => threshold === -1;

/** What this app keeps with a task, beside what others keep there. */
function changeOurs(raw: JsonObject, changed: JsonObject): JsonObject {
  const metadata = objectAt(raw, "metadata");
  const ours = { v: 1, ...objectAt(metadata, "labeldesk"), ...changed };
  return { ...raw, metadata: { ...metadata, labeldesk: ours } };
}

/** Under `overwrite`, a field that is left out is at its default. */
const change = (raw: JsonObject, field: string, value: JsonValue): JsonObject =>
  value === null ? without(raw, field) : { ...raw, [field]: value };

/**
 * The whole task for PatchTasks `overwrite`: `raw` as the API sent it, with the changed fields in the current spelling and without
 * the older spellings of just those. What this app does not know, and what was not changed, stays as it was.
 */
export function overwriteTask(raw: JsonObject, changes: TaskChanges): JsonObject {
  let task = { ...raw };
  if (changes.name !== undefined) task["name"] = changes.name;
  if (changes.instructions !== undefined) task["description"] = changes.instructions;
  if (changes.type !== undefined && changes.type !== "UNKNOWN") task["type"] = changes.type;
  if (changes.priority !== undefined && changes.priority !== "UNKNOWN")
    task = change(task, "priority", changes.priority);
  if (changes.sampleMs !== undefined) task = change(task, "sample_ms", changes.sampleMs);
  if (changes.status !== undefined) task["status"] = { code: statusCodes[changes.status] };
  if (changes.concepts !== undefined) task = changeConcepts(task, changes.concepts);
  if (changes.conceptsPerInput !== undefined) task = changeOurs(task, writeConceptsPerInput(changes.conceptsPerInput));
  if (changes.userGroups !== undefined) task = changeOurs(task, writeUserGroups(changes.userGroups));
  if (changes.inputSource !== undefined) task = changeInputSource(task, changes.inputSource);
  if (changes.work !== undefined) task = changeWork(task, changes.work);
  if (changes.machines !== undefined) task = changeMachines(task, changes.machines);
  if (changes.review !== undefined) task = changeReview(task, changes.review);
  return task;
}
