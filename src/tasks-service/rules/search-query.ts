import { z } from "zod";
import type { JsonObject } from "../protocol/json.ts";
import { kindOf } from "./input-data.ts";

/** What a search can know of an input. */
export type InputFacts = {
  readonly id: string;
  readonly data: JsonObject;
  readonly datasetIds: readonly string[];
  /** Concepts that its labels say are there, and those they say are not; by id and by name. */
  readonly positive: ReadonlySet<string>;
  readonly negative: ReadonlySet<string>;
};

export type Predicate = (input: InputFacts) => boolean;

const Concepts = z.array(
  z.strictObject({ id: z.string().optional(), name: z.string().optional(), value: z.number().default(1) }),
);
const Text = z.strictObject({ raw: z.string().default("") });
const Nothing = z.strictObject({});
const Metadata = z.record(z.string(), z.unknown());
const AnnotationPart = z.strictObject({
  input_id: z.string().optional(),
  data: z
    .strictObject({ concepts: Concepts.optional(), metadata: Metadata.optional(), text: Text.optional() })
    .optional(),
});
const InputPart = z.strictObject({
  id: z.string().optional(),
  dataset_ids: z.array(z.string()).optional(),
  status: z.strictObject({ code: z.number() }).optional(),
  data: z
    .strictObject({
      concepts: Concepts.optional(),
      metadata: Metadata.optional(),
      text: Text.optional(),
      image: Nothing.optional(),
      video: Nothing.optional(),
      audio: Nothing.optional(),
    })
    .optional(),
});
const Filter = z.strictObject({
  negate: z.boolean().default(false),
  annotation: AnnotationPart.optional(),
  input: InputPart.optional(),
});
const And = z.strictObject({
  negate: z.boolean().default(false),
  input: InputPart.optional(),
  annotation: AnnotationPart.optional(),
});
const Rank = z.strictObject({
  negate: z.boolean().default(false),
  annotation: z.strictObject({ data: z.strictObject({ concepts: Concepts.optional(), text: Text.optional() }) }),
});
const Query = z.strictObject({
  filters: z.array(Filter).default([]),
  ranks: z.array(Rank).default([]),
  ands: z.array(And).default([]),
  language: z.string().optional(),
});

/**
 * Compiles a Query message: every filter, rank and "and" must hold. This service ranks nothing: a rank is taken as a filter by the same
 * concept or by the words of the text. Answers the problem, in words, where the query asks for something else.
 */
export function compileQuery(query: JsonObject): { matches: Predicate } | { problem: string } {
  const read = Query.safeParse(query);
  if (!read.success) {
    const issue = read.error.issues[0];
    return {
      problem: `"query.${issue?.path.join(".") ?? ""}" cannot be searched for here (${issue?.message ?? "unknown"}): filter by concepts, metadata, text, kind of input or dataset.`,
    };
  }
  const { filters, ranks, ands } = read.data;
  const parts = [...filters, ...ands, ...ranks].map(compilePart);
  return { matches: (input) => parts.every((part) => part(input)) };
}

function compilePart(part: z.infer<typeof Filter> | z.infer<typeof Rank>): Predicate {
  const conditions: Predicate[] = [];
  const { annotation } = part;
  if (annotation !== undefined) conditions.push(...conditionsOf(annotation.data ?? {}));
  if (annotation !== undefined && "input_id" in annotation) {
    const { input_id } = annotation;
    if (input_id !== undefined) conditions.push(({ id }) => id === input_id);
  }
  if ("input" in part && part.input !== undefined) conditions.push(...inputConditions(part.input));
  const matches: Predicate = (input) => conditions.every((condition) => condition(input));
  return part.negate ? (input) => !matches(input) : matches;
}

function inputConditions({ id, dataset_ids, data, status }: z.infer<typeof InputPart>): Predicate[] {
  const conditions = conditionsOf(data ?? {});
  if (id !== undefined) conditions.push((input) => input.id === id);
  if (dataset_ids !== undefined)
    conditions.push((input) => dataset_ids.some((dataset) => input.datasetIds.includes(dataset)));
  // 30000: every input here is ready.
  if (status !== undefined) conditions.push(() => status.code === 30000);
  for (const kind of ["image", "video", "audio"] as const) {
    if (data?.[kind] !== undefined) conditions.push((input) => kindOf(input.data) === kind);
  }
  return conditions;
}

function conditionsOf(data: {
  concepts?: z.infer<typeof Concepts> | undefined;
  metadata?: Record<string, unknown> | undefined;
  text?: z.infer<typeof Text> | undefined;
}): Predicate[] {
  const conditions: Predicate[] = [];
  for (const { id, name, value } of data.concepts ?? []) {
    const wanted = id ?? name ?? "";
    conditions.push((input) => (value >= 0.5 ? input.positive : input.negative).has(wanted));
  }
  if (data.metadata !== undefined) {
    // The vendor joins several keys with OR.
    const wanted = Object.entries(data.metadata);
    conditions.push(
      (input) => wanted.length === 0 || wanted.some(([key, value]) => holdsValue(input.data["metadata"], key, value)),
    );
  }
  if (data.text !== undefined) {
    const words = data.text.raw.toLowerCase();
    conditions.push(({ data: content }) => kindOf(content) === "text" && textOf(content).includes(words));
  }
  return conditions;
}

const textOf = ({ text }: JsonObject): string =>
  typeof text === "object" && text !== null && !Array.isArray(text) && typeof text["raw"] === "string"
    ? text["raw"].toLowerCase()
    : "";

/** Metadata holds a value when it has all that the value has, at any depth. */
function holdsValue(metadata: unknown, key: string, wanted: unknown): boolean {
  if (typeof metadata !== "object" || metadata === null || !Object.hasOwn(metadata, key)) return false;
  const value: unknown = Object.entries(metadata).find(([name]) => name === key)?.[1];
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  return Object.entries(wanted).every(([name, inner]) => holdsValue(value, name, inner));
}
