import * as z from "zod";
import type { Comparison } from "../rules/shapes/comparison.ts";
import type { Outlined } from "../rules/shapes/problems-of-shapes.ts";

/**
 * How labels of an input compare. It names what it is about so exactly that its answer holds as long as the same is asked: annotations by
 * their keys, which are never given twice, with the revisions that they have.
 */
const HowLabelsCompare = z.object({
  task: z.number(),
  input: z.number(),
  minIou: z.number(),
  /** Workers by the names that rules compare them by; one who has said nothing has no annotations. */
  labels: z.array(z.object({ worker: z.string(), annotations: z.array(z.tuple([z.number(), z.number()])) })),
});
export type HowLabelsCompare = z.infer<typeof HowLabelsCompare>;

const Box = z.object({ top: z.number(), left: z.number(), bottom: z.number(), right: z.number() });
const Polygon = z.array(z.object({ row: z.number(), col: z.number() })).readonly();
const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("box"), box: Box }),
  z.object({ kind: z.literal("polygon"), polygon: Polygon }),
]);

/** What is wrong with the shapes of a label. */
const WhatIsWrong = z.object({
  shapes: z.array(z.object({ frame: z.number().exactOptional(), shape: Shape })).readonly() satisfies z.ZodType<
    readonly Outlined[]
  >,
});
export type WhatIsWrong = z.infer<typeof WhatIsWrong>;

export const Question = z.union([HowLabelsCompare, WhatIsWrong]);
export type Question = z.infer<typeof Question>;

const ComparisonAnswer = z.object({
  workers: z.array(z.string()).readonly(),
  classOf: z.array(z.number()).readonly(),
  isUniform: z.array(z.boolean()).readonly(),
  closeness: z.array(z.array(z.number().nullable()).readonly()).readonly(),
}) satisfies z.ZodType<Comparison>;

export const Answer = z.union([
  z.object({ comparison: ComparisonAnswer }),
  z.object({ problems: z.array(z.string()) }),
  /** The labels are not as the question says any more. */
  z.object({ hasChanged: z.literal(true) }),
]);
export type Answer = z.infer<typeof Answer>;
