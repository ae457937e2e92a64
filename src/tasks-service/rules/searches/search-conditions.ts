import * as z from "zod";
import type { JsonObject } from "../../protocol/json.ts";
import { kindOf } from "../labels/input-data.ts";
import type { InputFacts, Sides } from "./search-facts.ts";

/** What searches for inputs and for annotations have in common: parts of a query, and what they ask of an input. */

export type InputCondition = (input: InputFacts) => boolean;

export const Id = z.string().default("");
export const Concepts = z.array(z.strictObject({ id: Id, name: Id, value: z.number().default(1) })).default([]);
export const Text = z.strictObject({ raw: z.string().default("") });
export const Nothing = z.strictObject({});
export const Metadata = z.record(z.string(), z.unknown()).default({});
export const StatusPart = z.strictObject({ code: z.number().default(0) }).prefault({});

export const InputPart = z.strictObject({
  id: Id,
  dataset_ids: z.array(z.string()).default([]),
  status: StatusPart,
  data: z
    .strictObject({
      concepts: Concepts,
      metadata: Metadata,
      text: Text.optional(),
      image: Nothing.optional(),
      video: Nothing.optional(),
      audio: Nothing.optional(),
    })
    .prefault({}),
});

/** The status of every input here: each is ready as soon as it is there. */
const INPUT_SUCCESS = 30000;

export function inputConditions({ id, dataset_ids, data, status }: z.infer<typeof InputPart>): InputCondition[] {
  const conditions: InputCondition[] = [conceptCondition(data.concepts), metadataCondition(data.metadata)];
  if (id !== "") conditions.push((input) => input.id === id);
  if (dataset_ids.length > 0)
    conditions.push((input) => dataset_ids.some((dataset) => input.datasetIds.includes(dataset)));
  if (status.code !== 0) conditions.push(() => status.code === INPUT_SUCCESS);
  if (data.text !== undefined) conditions.push(textCondition(data.text.raw));
  for (const kind of ["image", "video", "audio"] as const) {
    if (data[kind] !== undefined) conditions.push((input) => kindOf(input.data) === kind);
  }
  return conditions;
}

/** Every concept must be there, or (value 0) be said not to be. One that is named by id and name must be both. */
export function conceptCondition(concepts: z.infer<typeof Concepts>): (sides: Sides) => boolean {
  const wanted = concepts.map(({ id, name, value }) => ({ names: [id, name].filter((text) => text !== ""), value }));
  return ({ positive, negative }) =>
    wanted.every(({ names, value }) => names.every((name) => (value >= 0.5 ? positive : negative).has(name)));
}

/** The vendor joins several keys with OR. */
export function metadataCondition(wanted: Record<string, unknown>): (facts: { data: JsonObject }) => boolean {
  const entries = Object.entries(wanted);
  if (entries.length === 0) return () => true;
  return ({ data }) => entries.some(([key, value]) => holdsValue(data["metadata"], key, value));
}

/** Metadata holds a value when it has all that the value has, at any depth. */
export function holdsValue(metadata: unknown, key: string, wanted: unknown): boolean {
  if (typeof metadata !== "object" || metadata === null || !Object.hasOwn(metadata, key)) return false;
  const value: unknown = Object.entries(metadata).find(([name]) => name === key)?.[1];
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  return Object.entries(wanted).every(([name, inner]) => holdsValue(value, name, inner));
}

/** Texts that hold these words, whatever their case. */
export function textCondition(raw: string): InputCondition {
  const words = raw.toLowerCase();
  return ({ data }) => kindOf(data) === "text" && textOf(data).includes(words);
}

const textOf = ({ text }: JsonObject): string =>
  typeof text === "object" && text !== null && !Array.isArray(text) && typeof text["raw"] === "string"
    ? text["raw"].toLowerCase()
    : "";

/** Concepts have no translations here. */
export const Language = z.literal("").optional();

/** A query as a schema reads it, or why it cannot be searched for. */
export function readQuery<T>(
  schema: z.ZodType<T>,
  query: JsonObject,
  possible: string,
): { read: T } | { problem: string } {
  const read = schema.safeParse(query);
  if (read.success) return { read: read.data };
  const issue = read.error.issues[0];
  return {
    problem: `"${["query", ...(issue?.path ?? [])].join(".")}" cannot be searched for here (${issue?.message ?? "unknown"}): filter by ${possible}.`,
  };
}
