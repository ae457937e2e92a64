import * as z from "zod";
import type { JsonObject } from "../../protocol/json.ts";
import {
  Concepts,
  conceptCondition,
  Id,
  type InputCondition,
  InputPart,
  inputConditions,
  Language,
  Metadata,
  metadataCondition,
  readQuery,
  Text,
  textCondition,
} from "./search-conditions.ts";

const AnnotationPart = z.strictObject({
  input_id: Id,
  data: z.strictObject({ concepts: Concepts, metadata: Metadata, text: Text.optional() }).prefault({}),
});
const Part = z.strictObject({
  negate: z.boolean().default(false),
  annotation: AnnotationPart.optional(),
  input: InputPart.optional(),
});
const Rank = z.strictObject({
  negate: z.boolean().default(false),
  annotation: z.strictObject({
    data: z.strictObject({ concepts: Concepts, text: Text.optional() }),
  }),
});
const Query = z.strictObject({
  filters: z.array(Part).default([]),
  ranks: z.array(Rank).default([]),
  ands: z.array(Part).default([]),
  language: Language,
});

/**
 * Compiles a Query message for inputs: every filter, rank and "and" must hold. This service ranks nothing: a rank is taken as a filter by
 * the same concept or by the words of the text. Answers the problem, in words, where the query asks for something else.
 */
export function compileQuery(query: JsonObject): { matches: InputCondition } | { problem: string } {
  const outcome = readQuery(Query, query, "concepts, metadata, text, kind of input or dataset");
  if ("problem" in outcome) return outcome;
  const { filters, ranks, ands } = outcome.read;
  const parts = [...filters, ...ands, ...ranks].map(compilePart);
  return { matches: (input) => parts.every((part) => part(input)) };
}

function compilePart(part: z.infer<typeof Part> | z.infer<typeof Rank>): InputCondition {
  const conditions: InputCondition[] = "input" in part && part.input !== undefined ? inputConditions(part.input) : [];
  const { annotation } = part;
  if (annotation !== undefined) {
    const { concepts, text } = annotation.data;
    conditions.push(conceptCondition(concepts));
    if ("metadata" in annotation.data) conditions.push(metadataCondition(annotation.data.metadata));
    if (text !== undefined) conditions.push(textCondition(text.raw));
    const inputId = "input_id" in annotation ? annotation.input_id : "";
    if (inputId !== "") conditions.push(({ id }) => id === inputId);
  }
  const matches: InputCondition = (input) => conditions.every((condition) => condition(input));
  return part.negate ? (input) => !matches(input) : matches;
}
