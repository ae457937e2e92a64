import { z } from "zod";
import type { TaskFormValues } from "../domain/task-form/task-form.ts";
import { InputSourceType, Named, Priority, TaskType, WorkerStrategy } from "./read-payloads.ts";

/** A field that may hold nothing: JSON leaves it out. */
const orNothing = <S extends z.ZodType>(schema: S) => schema.optional().transform((value) => value);

const Concept = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("existing"), id: z.string(), name: z.string() }),
  z.object({ kind: z.literal("new"), name: z.string() }),
]);

/** The fields of the task form, as outcomes carry them. */
export const FormValues = z.object({
  name: z.string(),
  instructions: z.string(),
  type: orNothing(TaskType),
  concepts: z.array(Concept),
  inputSource: InputSourceType,
  dataset: orNothing(Named),
  savedSearch: orNothing(Named),
  workers: z.array(z.string()),
  strategy: WorkerStrategy,
  workersPerInput: z.string(),
  split: z.enum(["EVENLY", "WEIGHTED"]),
  weights: z.record(z.string(), z.string()),
  weightLines: z.string(),
  review: z.enum(["NONE", "MANUAL", "CONSENSUS", "UNKNOWN"]),
  reviewers: z.array(z.string()),
  sample: z.string(),
  labelersMustAgree: z.string(),
  reviewersMustApprove: z.enum(["ONE", "ALL"]),
  priority: orNothing(Priority),
  sampleMs: z.string(),
  outsideWorkers: z.array(z.string()),
  outsideReviewers: z.array(z.string()),
  machines: z.array(z.string()),
}) satisfies z.ZodType<TaskFormValues>;
