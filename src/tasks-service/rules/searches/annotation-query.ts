import * as z from "zod";
import { isObject, type JsonObject } from "../../protocol/json.ts";
import { regionsOf } from "../labels/regions.ts";
import {
  Concepts,
  conceptCondition,
  holdsValue,
  Id,
  InputPart,
  inputConditions,
  Language,
  Metadata,
  metadataCondition,
  Nothing,
  readQuery,
  StatusPart,
  Text,
  textCondition,
} from "./search-conditions.ts";
import { type AnnotationFacts, conceptsOf } from "./search-facts.ts";

type Condition = (annotation: AnnotationFacts) => boolean;

const SHAPES = ["bounding_box", "polygon", "mask", "point", "span"] as const;
const Shape = z.strictObject(Object.fromEntries(SHAPES.map((shape) => [shape, Nothing.optional()])));
const Region = z.strictObject({ region_info: Shape.prefault({}), track_id: Id });
const Content = z.strictObject({
  concepts: Concepts,
  metadata: Metadata,
  regions: z.array(Region).default([]),
  frames: z.array(z.strictObject({ frame_info: Nothing.optional() })).default([]),
});
/** What no one here has made: models and workflows do not label. */
const Machine = z.record(z.string(), z.unknown());
const AnnotationPart = z.strictObject({
  id: Id,
  input_id: Id,
  task_id: Id,
  user_id: Id,
  model_version_id: Id,
  worker: z
    .strictObject({
      user: z.strictObject({ id: Id }).prefault({}),
      model: Machine.optional(),
      workflow: Machine.optional(),
    })
    .prefault({}),
  annotation_info: Metadata,
  input_level: z.boolean().default(false),
  trusted: z.boolean().default(false),
  status: StatusPart,
  data: Content.optional(),
});
const Range = z.strictObject({ start_time: z.string().optional(), end_time: z.string().optional() });
const Filter = z.strictObject({
  negate: z.boolean().default(false),
  annotation: AnnotationPart.optional(),
  input: InputPart.optional(),
  last_updated_time_range: Range.optional(),
});
const Rank = z.strictObject({
  negate: z.boolean().default(false),
  annotation: z.strictObject({
    input_id: Id,
    data: z.strictObject({ concepts: Concepts, text: Text.optional() }).prefault({}),
  }),
});
const Query = z.strictObject({
  filters: z.array(Filter).default([]),
  ranks: z.array(Rank).default([]),
  ands: z.array(Filter.omit({ last_updated_time_range: true })).default([]),
  language: Language,
});

export type CompiledQuery = {
  readonly matches: Condition;
  /** Whether it asks for concepts of the input, which all its labels say. */
  readonly readsLabelsOfInput: boolean;
};

/**
 * Compiles a Query message for annotations: every filter, rank and "and" must hold. A rank is taken as a filter by the annotation's concepts,
 * or by the words of the input's text. Answers the problem, in words, where the query asks for something else.
 */
export function compileAnnotationQuery(query: JsonObject): CompiledQuery | { problem: string } {
  const outcome = readQuery(
    Query,
    query,
    "ids, user, task, status, concepts, metadata, shape, time of change, or input",
  );
  if ("problem" in outcome) return outcome;
  const { filters, ands, ranks } = outcome.read;
  const parts = [
    ...[...filters, ...ands].map((part) => negated(part.negate, filterConditions(part))),
    ...ranks.map((part) => negated(part.negate, rankConditions(part))),
  ];
  return {
    matches: (annotation) => parts.every((part) => part(annotation)),
    readsLabelsOfInput: [...filters, ...ands].some(({ input }) => (input?.data.concepts ?? []).length > 0),
  };
}

function negated(isNegated: boolean, conditions: readonly Condition[]): Condition {
  const matches: Condition = (annotation) => conditions.every((condition) => condition(annotation));
  return isNegated ? (annotation) => !matches(annotation) : matches;
}

function filterConditions(part: z.infer<typeof Filter>): Condition[] {
  const conditions: Condition[] = [];
  if (part.annotation !== undefined) conditions.push(...annotationConditions(part.annotation));
  if (part.input !== undefined) {
    const ofInput = inputConditions(part.input);
    conditions.push(({ input }) => ofInput.every((condition) => condition(input)));
  }
  const { start_time, end_time } = part.last_updated_time_range ?? {};
  if (start_time !== undefined) conditions.push(({ modifiedAt }) => modifiedAt >= Date.parse(start_time));
  if (end_time !== undefined) conditions.push(({ modifiedAt }) => modifiedAt < Date.parse(end_time));
  return conditions;
}

function annotationConditions(part: z.infer<typeof AnnotationPart>): Condition[] {
  const { worker, annotation_info: info, status, data } = part;
  const conditions: Condition[] = [];
  const named = (wanted: string, read: (annotation: AnnotationFacts) => string) => {
    if (wanted !== "") conditions.push((annotation) => read(annotation) === wanted);
  };
  named(part.id, ({ id }) => id);
  named(part.input_id, ({ input }) => input.id);
  named(part.task_id, ({ taskId }) => taskId);
  named(part.user_id, ({ userId }) => userId);
  named(worker.user.id, ({ userId }) => userId);
  const isByMachine = part.model_version_id !== "" || worker.model !== undefined || worker.workflow !== undefined;
  // What was sent with an input is no annotation of its own here.
  if (isByMachine || part.input_level) conditions.push(() => false);
  if (status.code !== 0) conditions.push((annotation) => annotation.status === status.code);
  for (const [key, value] of Object.entries(info)) {
    conditions.push((annotation) => holdsValue(annotation.info, key, value));
  }
  if (data !== undefined) conditions.push(...dataConditions(data));
  return conditions;
}

function dataConditions({ concepts, metadata, regions, frames }: z.infer<typeof Content>): Condition[] {
  const conditions: Condition[] = [metadataCondition(metadata)];
  if (concepts.length > 0) {
    const hasConcepts = conceptCondition(concepts);
    conditions.push(({ data }) => hasConcepts(conceptsOf([data])));
  }
  if (frames.length > 0) conditions.push(({ data }) => isFramed(data));
  for (const { region_info, track_id } of regions) {
    const shapes = SHAPES.filter((shape) => region_info[shape] !== undefined);
    conditions.push(({ data }) =>
      regionsOf(data).some(
        (region) =>
          shapes.every((shape) => isObject(region["region_info"]) && region["region_info"][shape] !== undefined) &&
          (track_id === "" || region["track_id"] === track_id),
      ),
    );
  }
  const isWhole = concepts.length + regions.length + frames.length + Object.keys(metadata).length === 0;
  // An empty `data` asks for what is said of the whole input.
  if (isWhole) conditions.push(({ data }) => !isFramed(data) && regionsOf(data).length === 0);
  return conditions;
}

const isFramed = ({ frames }: JsonObject): boolean => Array.isArray(frames) && frames.length > 0;

function rankConditions({ annotation }: z.infer<typeof Rank>): Condition[] {
  const { concepts, text } = annotation.data;
  const hasConcepts = conceptCondition(concepts);
  const conditions: Condition[] = [({ data }) => hasConcepts(conceptsOf([data]))];
  if (annotation.input_id !== "") conditions.push(({ input }) => input.id === annotation.input_id);
  if (text !== undefined) {
    const holdsWords = textCondition(text.raw);
    conditions.push(({ input }) => holdsWords(input));
  }
  return conditions;
}
