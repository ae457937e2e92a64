import * as z from "zod";
import type { TaskRow } from "./schema.ts";

/** One kind of change, worked through batch by batch; what it holds says where to go on. `after` is the input that was come to last. */
const Step = z.discriminatedUnion("kind", [
  /** What a saved search finds, among the inputs up to one, is added to the task's dataset. */
  z.object({ kind: z.literal("find"), query: z.json(), after: z.number(), upTo: z.number() }),
  /** What these workers have not submitted is taken from them; or only that of which they have said nothing yet. */
  z.object({ kind: z.literal("take"), workers: z.array(z.number()), isLabeledKept: z.boolean().default(false) }),
  /** DYNAMIC: which inputs need somebody else is noted anew. */
  z.object({ kind: z.literal("forget") }),
  /** Inputs are divided among the workers. How far it is stands in the task's row. */
  z.object({ kind: z.literal("divide") }),
  /**
   * Inputs are divided around the work that there is, by a plan in memory; `restarts` counts how often it had to begin anew, and `plan` is
   * the one that is followed: of several processes, one at a time follows its own.
   */
  z.object({ kind: z.literal("redivide"), restarts: z.number().default(0), plan: z.string().optional() }),
  /** What nobody has decided yet is decided anew. */
  z.object({ kind: z.literal("judge"), isRuleNew: z.boolean(), after: z.number() }),
]);

export type Step = z.infer<typeof Step>;
export type StepOf<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;

/** Earlier versions kept the plan of a division with its step: it begins anew. */
const Former = z.union([
  z.looseObject({ kind: z.literal("survey") }),
  z.looseObject({ kind: z.literal("divide"), state: z.looseObject({}) }),
]);
const AnyStep = z.union([Former.transform((): Step => ({ kind: "redivide", restarts: 0 })), Step]);

/** What is left to do until a task's work is as its rules want it. `done` and `total` are units: in one an assignment is moved, taken back or judged, or two new ones are made. */
const Adaptation = z.object({ steps: z.array(AnyStep), done: z.number(), total: z.number() });
export type Adaptation = z.infer<typeof Adaptation>;

/** Undefined when a task's work is as its rules want it. */
export const readAdaptation = ({ adaptation }: Pick<TaskRow, "adaptation">): Adaptation | undefined =>
  adaptation === null ? undefined : Adaptation.parse(JSON.parse(adaptation));

/** A whole percentage that is 100 only when nothing is left to do. */
export const percentDone = ({ done, total }: Adaptation): number =>
  Math.min(99, Math.floor((done / Math.max(1, total)) * 100));
