import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/** Ids of the models and workflows that work on a task (auto-annotation), from the task as the API sent it. */
export function machineWorkersIn(raw: JsonObject): string[] {
  const worker = objectIn(raw["worker"]);
  const workers = Array.isArray(worker["workers"]) ? worker["workers"] : [];
  const ids = workers.flatMap((each) => [
    objectIn(objectIn(each)["model"])["id"],
    objectIn(objectIn(each)["workflow"])["id"],
  ]);
  return ids.filter((id) => typeof id === "string" && id !== "").map(String);
}

const objectIn = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});
