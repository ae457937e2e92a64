import { z } from "zod";
import type { Comparison } from "../rules/comparison.ts";

/**
 * How labels of an input compare. It names what it is about so exactly that its answer holds as long as the same is asked: annotations by
 * their keys, which are never given twice, with the revisions that they have.
 */
export const Question = z.object({
  task: z.number(),
  input: z.number(),
  minIou: z.number(),
  /** Workers by the names that rules compare them by; one who has said nothing has no annotations. */
  labels: z.array(z.object({ worker: z.string(), annotations: z.array(z.tuple([z.number(), z.number()])) })),
});
export type Question = z.infer<typeof Question>;

/** Null: the labels are not as the question says any more. */
export const Answer = z
  .object({
    workers: z.array(z.string()),
    classOf: z.array(z.number()),
    isUniform: z.array(z.boolean()),
    closeness: z.array(z.array(z.number().nullable())),
  })
  .nullable() satisfies z.ZodType<Comparison | null>;
