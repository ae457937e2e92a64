import { z } from "zod";
import type { TaskRow } from "../schema.ts";

const Redivision = z.object({ workersPerInput: z.number(), need: z.array(z.number()), eligible: z.array(z.number()) });

const Survey = z.object({
  kind: z.literal("survey"),
  after: z.number(),
  /** By worker: inputs they have submitted, and those of them that still need somebody else. */
  submitted: z.array(z.number()),
  submittedOpen: z.array(z.number()),
  /** Inputs that need nobody any more, and labels that count towards what is needed. */
  full: z.number(),
  labels: z.number(),
});

/** One kind of change, worked through batch by batch; what it holds says where to go on. `after` is the input that was come to last. */
const Step = z.discriminatedUnion("kind", [
  /** What a saved search finds, among the inputs up to one, is added to the task's dataset. */
  z.object({ kind: z.literal("find"), query: z.json(), after: z.number(), upTo: z.number() }),
  /** What these workers have not submitted is taken from them. */
  z.object({ kind: z.literal("take"), workers: z.array(z.number()) }),
  /** DYNAMIC: which inputs need somebody else is noted anew. */
  z.object({ kind: z.literal("forget") }),
  /** What was submitted is counted, so that the rest can be divided. */
  Survey,
  /** Inputs are divided among the workers; with a state, around the work that there is. How far it is stands in the task's row. */
  z.object({ kind: z.literal("divide"), state: Redivision.optional() }),
  /** What nobody has decided yet is decided anew. */
  z.object({ kind: z.literal("judge"), isRuleNew: z.boolean(), after: z.number() }),
]);

export type Step = z.infer<typeof Step>;
export type StepOf<Kind extends Step["kind"]> = Extract<Step, { kind: Kind }>;
export type SurveyStep = z.infer<typeof Survey>;

/** What is left to do until a task's work is as its rules want it. `done` and `total` are units: a unit is what an assignment takes. */
const Adaptation = z.object({ steps: z.array(Step), done: z.number(), total: z.number() });
export type Adaptation = z.infer<typeof Adaptation>;

/** What a batch of a step has come to: what is left of the step, and how many units were done. */
export type StepProgress = { readonly left?: Step; readonly spent: number };

export type BatchContext = { readonly units: number; readonly now: string };

/** Undefined when a task's work is as its rules want it. */
export const readAdaptation = ({ adaptation }: Pick<TaskRow, "adaptation">): Adaptation | undefined =>
  adaptation === null ? undefined : Adaptation.parse(JSON.parse(adaptation));

/** A whole percentage that is 100 only when nothing is left to do. */
export const percentDone = ({ done, total }: Adaptation): number =>
  Math.min(99, Math.floor((done / Math.max(1, total)) * 100));
