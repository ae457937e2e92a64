import * as z from "zod";
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";
import { demand, type Send } from "./service-answers.ts";

/** An input that the service has. */
export type StoredInput = z.infer<typeof StoredInput>;

const StoredInput = z.object({
  id: z.string(),
  data: z.custom<JsonObject>(isObject),
  dataset_ids: z.array(z.string()).default([]),
});
const Listed = z.object({ inputs: z.array(StoredInput).default([]) });
const Got = z.object({ input: StoredInput });

/** Those of these inputs that there are, by id. At most as many as a page of the service has. */
export async function fetchStored(send: Send, ids: readonly string[]): Promise<Map<string, StoredInput>> {
  const found: StoredInput[] = [];
  // A comma parts ids in a query: one that holds it is asked for by its own address.
  const listable = ids.filter((id) => !id.includes(","));
  if (listable.length > 0) {
    const query = new URLSearchParams({ per_page: String(listable.length) });
    for (const id of listable) query.append("ids", id);
    found.push(...Listed.parse(demand(await send("GET", `/inputs?${query}`, {}), "comparing inputs")).inputs);
  }
  for (const id of ids.filter((each) => each.includes(","))) {
    const answer = await send("GET", `/inputs/${encodeURIComponent(id)}`, {});
    found.push(Got.parse(demand(answer, "comparing an input")).input);
  }
  return new Map(found.map((input) => [input.id, input]));
}

/** The fields of two Data messages that are not the same, by name. What the service reads from a file is no difference. */
export function differingFields(data: JsonObject, other: JsonObject): string[] {
  const names = [...new Set([...Object.keys(data), ...Object.keys(other)])];
  return names.filter((name) => canonicalJson(asSent(data[name])) !== canonicalJson(asSent(other[name])));
}

function asSent(value: JsonValue = null): JsonValue {
  if (!isObject(value) || typeof value["base64"] !== "string") return value;
  const { image_info, ...sent } = value;
  return sent;
}

/** JSON in one form: the same content in another order of its fields is the same text. */
export const canonicalJson = (value: JsonValue): string => JSON.stringify(inOrder(value));

function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name] ?? null)]));
}
